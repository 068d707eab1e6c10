package dev.darkroom.scheduler.sim;

import dev.darkroom.job.JobHeader;
import dev.darkroom.job.JobId;
import dev.darkroom.job.JobKind;
import dev.darkroom.job.ModelRef;
import dev.darkroom.job.PoolRecord;
import dev.darkroom.job.TenantId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * What a farm is to meet: drawn from the seed before anything runs, so that leaving a part out
 * changes nothing of the rest.
 *
 * @param faults what goes wrong, for as long as things go wrong
 * @param workers when each worker joins
 * @param jobs what is asked of the farm
 */
record Plan(Faults faults, List<Long> workers, List<Job> jobs) {
  private static final TenantId TENANT = TenantId.of("default");

  Plan {
    workers = List.copyOf(workers);
    jobs = List.copyOf(jobs);
  }

  /**
   * A job and what becomes of it by its client's will.
   *
   * @param at when it is submitted, in milliseconds
   * @param deadly whether it takes every worker with it
   */
  record Job(JobHeader header, long at, boolean deadly, List<Wish> wishes) {
    Job {
      wishes = List.copyOf(wishes);
    }

    JobId id() {
      return header.id();
    }
  }

  /** Something that is asked of a job, at a time, until it is answered. */
  record Wish(long at, Verb verb) {}

  /** What else than submits is asked of a job. */
  enum Verb {
    CANCEL,
    PAUSE,
    RESUME,
    RETRY
  }

  /** The farm of a setup; things go wrong in it for {@code faulty} milliseconds. */
  static Plan of(Setup setup, long faulty) {
    SplittableRandom random = new SplittableRandom(setup.seed());
    Faults faults = Faults.drawn(random.split());
    SplittableRandom dice = random.split();
    List<Long> workers = new ArrayList<>();
    int many = 1 + dice.nextInt(4);
    for (int i = 0; i < many; i++) {
      workers.add(dice.nextLong(2_000));
    }
    List<Job> jobs = new ArrayList<>();
    int asked = 5 + dice.nextInt(20);
    for (int i = 0; i < asked; i++) {
      jobs.add(job(dice.split(), i, faulty));
    }
    Setup.Cuts cuts = setup.cuts();
    return new Plan(
        faults.without(cuts.without()),
        workers.subList(0, Math.min(workers.size(), cuts.workers())),
        jobs.subList(0, Math.min(jobs.size(), cuts.jobs())));
  }

  private static Job job(SplittableRandom dice, int nth, long faulty) {
    JobHeader header =
        new JobHeader(
            JobId.ofRandom(new UUID(dice.nextLong(), nth), 0),
            TENANT,
            PoolRecord.DEFAULT,
            dice.nextBoolean() ? JobKind.INVERSION : JobKind.NOOP,
            ModelRef.parse("noop"),
            dice.nextInt(10),
            Map.of(),
            Instant.EPOCH);
    long at = dice.nextLong(faulty * 3 / 4);
    boolean deadly = dice.nextInt(15) == 0;
    List<Wish> wishes = new ArrayList<>();
    if (dice.nextInt(4) == 0) {
      wishes.add(new Wish(at + dice.nextLong(6_000), Verb.CANCEL));
    }
    if (dice.nextInt(3) == 0) {
      long pause = at + dice.nextLong(6_000);
      wishes.add(new Wish(pause, Verb.PAUSE));
      wishes.add(new Wish(pause + dice.nextLong(9_000), Verb.RESUME));
      // Late or doubled messages may pause it once more: in the end everything may run.
      wishes.add(new Wish(faulty + 10_000, Verb.RESUME));
    }
    if (dice.nextInt(6) == 0) {
      wishes.add(new Wish(at + dice.nextLong(faulty), Verb.RETRY));
    }
    return new Job(header, at, deadly, wishes);
  }
}
