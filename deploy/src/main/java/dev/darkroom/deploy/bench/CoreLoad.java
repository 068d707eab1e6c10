package dev.darkroom.deploy.bench;

import dev.darkroom.job.command.Command;
import java.util.ArrayList;
import java.util.List;

/**
 * A core that is kept busy: so many workers, and a backlog that is filled up as it is worked off.
 */
final class CoreLoad {
  static final int BATCH = 256;
  private static final int BACKLOG = 20_000;

  private final CoreFarm farm = new CoreFarm();
  private final Crowd crowd;
  private long submitted;

  /**
   * A farm with its backlog, of which nothing has run yet.
   *
   * @param maxBatch jobs of one lease
   */
  CoreLoad(long seed, int workers, int maxBatch) {
    crowd = new Crowd(seed);
    while (submitted < BACKLOG) {
      farm.turn(batch(BATCH));
    }
    farm.join(workers, maxBatch);
  }

  /** One decision: on what the workers have reported, and on as many submits as there is room. */
  void turn() {
    long waiting = submitted - farm.ended();
    farm.turn(batch(Math.clamp(BACKLOG - waiting, 0, BATCH)));
  }

  /** Submits, grants, starts and ends so far. */
  long decisions() {
    return farm.decisions();
  }

  /** Jobs that have succeeded so far. */
  long ended() {
    return farm.ended();
  }

  private List<Command> batch(int count) {
    List<Command> batch = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      batch.add(crowd.submit(submitted++, farm.now()));
    }
    return batch;
  }
}
