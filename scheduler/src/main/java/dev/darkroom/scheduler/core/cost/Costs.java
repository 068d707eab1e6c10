package dev.darkroom.scheduler.core.cost;

import dev.darkroom.job.CostRecord;
import dev.darkroom.job.spec.Demand;
import dev.darkroom.job.worker.WorkerRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * What the scheduler of one partition has learnt about how long jobs take, as a value. It holds at
 * most {@link #MAX_CLASSES} classes; beyond that the one that nothing was learnt of for longest is
 * forgotten.
 *
 * <p>What was never seen is told from what is most like it; see {@link Estimate.Basis}.
 */
public final class Costs {
  /** Classes that are remembered. */
  public static final int MAX_CLASSES = 512;

  /** Before anything was seen. */
  public static final Costs NONE = new Costs(List.of());

  /** What is like something else is so only roughly. */
  private static final double RELATED_TAIL = 2;

  /** By cost class, then by class of worker. */
  private final List<Learnt> classes;

  private Costs(List<Learnt> classes) {
    this.classes = classes;
  }

  /**
   * What one run has taught.
   *
   * @param costs from now on
   * @param learnt for the log
   * @param forgotten the class that had to go for it, if any
   */
  public record Lesson(Costs costs, CostRecord learnt, Optional<CostRecord> forgotten) {}

  /** How many classes are remembered. */
  public int size() {
    return classes.size();
  }

  /** Everything that was learnt. */
  public List<CostRecord> records() {
    return classes.stream().map(Learnt::record).toList();
  }

  /** How long this worker is likely to take: the median. For charging and for comparing. */
  public Duration expected(WorkerRecord worker, Demand demand) {
    return estimate(worker.capabilities().workerClass(), demand).p50();
  }

  /** How long a worker of this class is likely to take. O(log n) for what was seen before. */
  public Estimate estimate(String workerClass, Demand demand) {
    return estimate(workerClass, demand.costClass(), demand.work());
  }

  /** The same, of so much work of a cost class. */
  public Estimate estimate(String workerClass, String costClass, double work) {
    int at = indexOf(workerClass, costClass);
    return at >= 0
        ? told(classes.get(at), work, 1, 1, Estimate.Basis.RUNS)
        : related(workerClass, costClass, work);
  }

  /**
   * A run has succeeded on a worker of this class.
   *
   * @param took the worker's time that was its own
   * @param share of the worker's time while it ran that this is
   */
  public Lesson learn(String workerClass, Demand demand, Duration took, double share, Instant at) {
    CostRecord.Run run =
        new CostRecord.Run(demand.work(), Math.round(took.toNanos() / 1e3) / 1e3, share);
    int known = indexOf(workerClass, demand.costClass());
    Learnt learnt =
        known >= 0
            ? classes.get(known).and(run, at)
            : new Learnt(new CostRecord(workerClass, demand.costClass(), List.of(run), at));
    Optional<CostRecord> forgotten =
        known < 0 && size() >= MAX_CLASSES ? Optional.of(longestUnused()) : Optional.empty();
    Costs room = forgotten.map(this::without).orElse(this);
    return new Lesson(room.with(learnt), learnt.record(), forgotten);
  }

  /** What the log says was learnt. */
  public Costs with(CostRecord record) {
    return with(new Learnt(record));
  }

  /** What the log has forgotten. */
  public Costs without(CostRecord record) {
    int at = indexOf(record.workerClass(), record.costClass());
    if (at < 0) {
      return this;
    }
    List<Learnt> fewer = new ArrayList<>(classes);
    fewer.remove(at);
    return new Costs(List.copyOf(fewer));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Costs that && records().equals(that.records());
  }

  @Override
  public int hashCode() {
    return records().hashCode();
  }

  @Override
  public String toString() {
    return records().toString();
  }

  private Costs with(Learnt learnt) {
    CostRecord record = learnt.record();
    int at = indexOf(record.workerClass(), record.costClass());
    List<Learnt> changed = new ArrayList<>(classes.size() + 1);
    changed.addAll(classes);
    if (at >= 0) {
      changed.set(at, learnt);
    } else {
      changed.add(-at - 1, learnt);
    }
    return new Costs(List.copyOf(changed));
  }

  private CostRecord longestUnused() {
    return classes.stream()
        .map(Learnt::record)
        .min(Comparator.comparing(CostRecord::learntAt).thenComparing(CostRecord::costClass))
        .orElseThrow();
  }

  /** From the class that is most like the one asked for. O(n). */
  private Estimate related(String workerClass, String costClass, double work) {
    CostClass asked = CostClass.parse(costClass);
    Optional<Estimate> found =
        nearest(asked, l -> on(l, workerClass) && l.costClass().sameModel(asked))
            .map(l -> told(l, work, asked, Estimate.Basis.SAME_MODEL))
            .or(() ->
                nearest(asked, l -> l.record().costClass().equals(costClass))
                    .map(l -> told(l, work, asked, Estimate.Basis.OTHER_WORKER)))
            .or(() ->
                nearest(asked, l -> on(l, workerClass) && l.costClass().sameKind(asked))
                    .map(l -> told(l, work, asked, Estimate.Basis.SAME_KIND)));
    return found.orElseGet(() -> Priors.of(asked.kind(), work));
  }

  private static boolean on(Learnt learnt, String workerClass) {
    return learnt.record().workerClass().equals(workerClass);
  }

  /** Of those that qualify the one nearest in size, of equals the one learnt of last. */
  private Optional<Learnt> nearest(CostClass asked, Predicate<Learnt> qualifies) {
    ToDoubleFunction<Learnt> away = l -> Math.abs(Math.log(asked.timesLonger(l.costClass())));
    return classes.stream()
        .filter(qualifies)
        .min(
            Comparator.comparingDouble(away)
                .thenComparing(l -> l.record().learntAt(), Comparator.reverseOrder()));
  }

  private static Estimate told(Learnt by, double work, CostClass asked, Estimate.Basis basis) {
    return told(by, work, asked.timesLonger(by.costClass()), RELATED_TAIL, basis);
  }

  private static Estimate told(
      Learnt by, double work, double times, double tail, Estimate.Basis basis) {
    double[] millis = by.quantiles(work);
    return Estimate.ofMillis(millis[0] * times, millis[1] * times * tail, basis).shared(by.share());
  }

  /** As {@link java.util.Collections#binarySearch}. */
  private int indexOf(String workerClass, String costClass) {
    int low = 0;
    int high = classes.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = classes.get(middle).compareTo(workerClass, costClass);
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -low - 1;
  }
}
