package dev.darkroom.scheduler.core.cost;

import dev.darkroom.job.spec.JobKind;

/** What a unit of work is taken to cost before anything was seen: by the kind of job alone. */
final class Priors {
  private static final double TAIL = 4;

  private Priors() {}

  /** The estimate of so much work of a kind. */
  static Estimate of(String kind, double work) {
    double p50 = Learnt.work(work) * millisPerWork(kind);
    // What a noop takes is said in its request.
    boolean told = kind.equals(JobKind.NOOP.toString());
    return Estimate.ofMillis(p50, told ? p50 : p50 * TAIL, Estimate.Basis.PRIOR);
  }

  private static double millisPerWork(String kind) {
    for (JobKind known : JobKind.values()) {
      if (known.toString().equals(kind)) {
        return switch (known) {
          case NOOP -> 1;
          case GENERATION -> 100;
          case INVERSION, FINE_TUNE -> 250;
          case EVALUATION -> 500;
        };
      }
    }
    return 100;
  }
}
