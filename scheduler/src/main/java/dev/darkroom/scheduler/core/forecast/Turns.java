package dev.darkroom.scheduler.core.forecast;

import dev.darkroom.job.id.TenantId;
import dev.darkroom.scheduler.core.state.Shares;

/**
 * What a pool gives out before a given job, in closed form.
 *
 * <p>A tenant that has had {@code u} seconds of the pool for its weight, and each of whose jobs
 * counts {@code c} seconds, is given its m-th job (from 0) when its mark stands at
 *
 * <pre>  s(0) = u,   s(m) = max(u, L) + m c</pre>
 *
 * <p>with L the level at which the latest charge began ({@link Shares}). Jobs are given out in the
 * order of these marks, whoever's they are. So before the job that is the r-th of its own tenant
 * come those r, and of every other tenant as many as have a mark below s(r): a division for each
 * tenant instead of a walk over its jobs.
 *
 * <p>It takes each tenant's jobs for equally long, all workers for able to run all jobs, what
 * decays meanwhile for nothing, and does not know of who will come later.
 */
final class Turns {
  private static final double LEAST_STEP = 1e-9;

  private Turns() {}

  /**
   * One tenant's jobs.
   *
   * @param had seconds of the pool for its weight
   * @param step what one of its jobs adds to that
   * @param jobs that may run now
   */
  record Line(TenantId tenant, double had, double step, int jobs) {

    /** The mark at which the m-th job is given out. */
    double mark(int m, double level) {
      return m == 0 ? had : Math.max(had, level) + m * Math.max(step, LEAST_STEP);
    }
  }

  /** How many of another tenant's jobs come before the {@code rank}-th of mine, from 0. */
  static int before(Line mine, int rank, double level, Line other) {
    double until = mine.mark(rank, level);
    boolean winsTies = other.tenant().compareTo(mine.tenant()) < 0;
    if (other.jobs() == 0 || !earlier(other.mark(0, level), until, winsTies)) {
      return 0;
    }
    double steps = (until - Math.max(other.had(), level)) / Math.max(other.step(), LEAST_STEP);
    // Marks of m = 1, 2, … below the bound; at the bound only of who wins ties.
    double more = winsTies ? Math.floor(steps) : Math.ceil(steps) - 1;
    return (int) Math.min(other.jobs(), 1 + Math.max(0, more));
  }

  private static boolean earlier(double mark, double until, boolean winsTies) {
    return mark < until || (winsTies && mark == until);
  }
}
