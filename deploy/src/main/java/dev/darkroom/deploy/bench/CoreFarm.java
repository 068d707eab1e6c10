package dev.darkroom.deploy.bench;

import dev.darkroom.job.command.Command;
import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.WorkerId;
import dev.darkroom.job.pool.PoolRecord;
import dev.darkroom.job.spec.JobKind;
import dev.darkroom.job.worker.Assignment;
import dev.darkroom.job.worker.Capabilities;
import dev.darkroom.job.worker.Grant;
import dev.darkroom.job.worker.Report;
import dev.darkroom.scheduler.core.Decider;
import dev.darkroom.scheduler.core.Inputs;
import dev.darkroom.scheduler.core.policy.SchedulerPolicy;
import dev.darkroom.scheduler.core.state.Outcome;
import dev.darkroom.scheduler.core.state.SchedulerState;
import dev.darkroom.scheduler.core.state.StateChange;
import dev.darkroom.storage.log.StateEntry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The scheduler's core with workers that do at once whatever they are told: no log, no clock. */
final class CoreFarm {
  private static final int MAX_QUEUED = 2_000_000;
  private static final Duration TICK = Duration.ofMillis(1);
  private static final Digest MANIFEST = Digest.of("nothing".getBytes(StandardCharsets.US_ASCII));

  private final Decider decider =
      // Nobody's lease ends while a virtual hour of turns goes by without heartbeats.
      new Decider(SchedulerPolicy.DEFAULT.withLease(Duration.ofDays(1)));

  private SchedulerState state;
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private List<Report> reports = new ArrayList<>();
  private long decisions;
  private long ended;

  CoreFarm() {
    PoolRecord pool = new PoolRecord(PoolRecord.DEFAULT, 0, MAX_QUEUED);
    state = SchedulerState.empty(0).replay(StateChange.put(new StateEntry.PoolEntry(pool)));
  }

  Instant now() {
    return now;
  }

  SchedulerState state() {
    return state;
  }

  /** Submits, reports and grants so far. */
  long decisions() {
    return decisions;
  }

  /** Jobs that have succeeded so far. */
  long ended() {
    return ended;
  }

  /** Lets workers join in the next turn. */
  void join(int count, int maxBatch) {
    Capabilities able =
        new Capabilities(Set.of(JobKind.NOOP), "cpu", 1L << 30, Map.of()).withBatches(maxBatch);
    for (int i = 0; i < count; i++) {
      reports.add(new Report.Hello(new WorkerId("bench-" + i, 1), PoolRecord.DEFAULT, able));
    }
  }

  /** One decision on these commands and on what the workers have reported since the last. */
  void turn(List<? extends Command> commands) {
    now = now.plus(TICK);
    Inputs inputs = new Inputs(reports, List.copyOf(commands), Instant.MIN, 0);
    Outcome outcome = decider.decide(state, inputs, now);
    if (!outcome.rejections().isEmpty()) {
      throw new IllegalStateException("not believed: " + outcome.rejections().getFirst());
    }
    state = outcome.next();
    decisions += reports.size() + commands.size();
    reports = new ArrayList<>();
    for (Assignment told : outcome.assignments()) {
      if (told instanceof Assignment.Run run) {
        done(run);
      }
    }
  }

  private void done(Assignment.Run told) {
    for (Grant grant : told.grants()) {
      reports.add(new Report.RunStarted(told.worker(), grant.run()));
      reports.add(new Report.RunSucceeded(told.worker(), grant.run(), MANIFEST, List.of(), 0));
      decisions++;
      ended++;
    }
  }
}
