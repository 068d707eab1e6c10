package dev.darkroom.scheduler.core.state;

import dev.darkroom.job.JobHeader;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.spec.Demand;
import dev.darkroom.scheduler.core.cost.Estimate;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/**
 * How much waits in a pool, by tenant and cost class: enough to tell how long all of it takes
 * without looking at every job.
 *
 * @param jobs all together
 */
public record Backlog(SortedTree<Backlog.Line, Backlog.Amount> lines, int jobs) {
  static final Backlog NONE = new Backlog(SortedTree.empty(), 0);

  /** Lines that a sum looks at; the others are taken to be like them. */
  private static final int MAX_SUMMED = 4_096;

  /** Whose, and of what class. */
  record Line(TenantId tenant, String costClass) implements Comparable<Line> {
    private static final Comparator<Line> ORDER =
        Comparator.<Line, String>comparing(line -> line.tenant().value())
            .thenComparing(Line::costClass);

    @Override
    public int compareTo(Line other) {
      return ORDER.compare(this, other);
    }
  }

  /**
   * So many jobs of a line.
   *
   * @param milliwork thousandths of a unit of work, whole, so that adding and removing leave
   *     nothing
   */
  record Amount(int jobs, long milliwork) {
    private static final Amount NONE = new Amount(0, 0);

    double meanWork() {
      return jobs == 0 ? 0 : milliwork / 1e3 / jobs;
    }

    private Amount plus(int more, Demand demand) {
      return new Amount(jobs + more, milliwork + more * Math.round(demand.work() * 1e3));
    }
  }

  /**
   * What one job of a tenant takes, on average, in seconds.
   *
   * @param p90 what one in ten exceeds
   */
  public record Sum(double p50, double p90) {
    public static final Sum NOTHING = new Sum(0, 0);
  }

  /** Tells how long one job of a class takes. */
  @FunctionalInterface
  public interface Guess {
    Estimate estimate(String costClass, double work);
  }

  /** The average job of each tenant. O(lines), at most 4,096. */
  public Map<TenantId, Sum> byTenant(Guess guess) {
    Map<TenantId, Integer> counts = new HashMap<>();
    Map<TenantId, Sum> sums = new HashMap<>();
    int seen = 0;
    for (Map.Entry<Line, Amount> line : lines) {
      if (seen++ == MAX_SUMMED) {
        break;
      }
      Amount amount = line.getValue();
      Estimate one = guess.estimate(line.getKey().costClass(), amount.meanWork());
      double p50 = amount.jobs() * (one.p50().toNanos() / 1e9);
      double p90 = amount.jobs() * (one.p90().toNanos() / 1e9);
      TenantId tenant = line.getKey().tenant();
      counts.merge(tenant, amount.jobs(), Integer::sum);
      sums.merge(
          tenant, new Sum(p50, p90), (a, b) -> new Sum(a.p50() + b.p50(), a.p90() + b.p90()));
    }
    sums.replaceAll((tenant, sum) -> {
      int jobs = counts.getOrDefault(tenant, 1);
      return new Sum(sum.p50() / jobs, sum.p90() / jobs);
    });
    return sums;
  }

  Backlog with(JobHeader job) {
    return plus(1, job);
  }

  Backlog without(JobHeader job) {
    return plus(-1, job);
  }

  /** How long one worker would need for all of it, in seconds. O(lines), at most 4,096. */
  public double seconds(Guess guess) {
    double seconds = 0;
    int summed = 0;
    int seen = 0;
    for (Map.Entry<Line, Amount> line : lines) {
      if (seen++ == MAX_SUMMED) {
        break;
      }
      Amount amount = line.getValue();
      summed += amount.jobs();
      Estimate one = guess.estimate(line.getKey().costClass(), amount.meanWork());
      seconds += amount.jobs() * (one.p50().toNanos() / 1e9);
    }
    return summed == 0 ? 0 : seconds * jobs / summed;
  }

  private Backlog plus(int more, JobHeader job) {
    Line line = new Line(job.tenant(), job.demand().costClass());
    Amount amount = lines.get(line).orElse(Amount.NONE).plus(more, job.demand());
    return new Backlog(
        amount.jobs() == 0 ? lines.without(line) : lines.with(line, amount), jobs + more);
  }
}
