package dev.darkroom.scheduler.core.run;

import dev.darkroom.job.Bill;
import dev.darkroom.job.JobRecord;
import dev.darkroom.job.JobState;
import dev.darkroom.job.worker.Report;
import dev.darkroom.scheduler.core.cost.Costs;
import dev.darkroom.scheduler.core.cost.Estimate;
import dev.darkroom.scheduler.core.state.Seat;
import dev.darkroom.scheduler.core.state.Surprise;
import dev.darkroom.scheduler.core.state.Turn;
import java.time.Duration;
import java.time.Instant;

/** What a run that succeeded teaches of how long its like take. */
final class CostRules {
  private static final Duration LEAST = Duration.ofMillis(1);

  private CostRules() {}

  /**
   * Learns from a run, just before its end counts. What the worker measured is believed where it
   * measured anything: it knows nothing of how late its reports were read. The time of a
   * micro-batch is shared between its members.
   *
   * @param job as it was while it ran
   */
  static void learn(Turn turn, JobRecord job, Seat seat, Report.RunSucceeded report) {
    Duration held = Duration.ofMillis(report.executionMillis());
    if (held.isZero() && job.state() instanceof JobState.Running running) {
      held = between(running.since(), turn.now());
    }
    double share = job.bill().map(Bill::share).orElse(1.0);
    Duration took = atLeast(Duration.ofNanos((long) (held.toNanos() * share)));
    String workerClass = seat.record().capabilities().workerClass();
    Costs costs = turn.state().outlook().costs();
    Estimate expected = costs.estimate(workerClass, job.header().demand());
    turn.learn(costs.learn(workerClass, job.header().demand(), took, share, turn.now()));
    turn.compare(new Surprise(expected, took));
  }

  private static Duration between(Instant from, Instant to) {
    return from.isBefore(to) ? Duration.between(from, to) : Duration.ZERO;
  }

  private static Duration atLeast(Duration took) {
    return took.compareTo(LEAST) < 0 ? LEAST : took;
  }
}
