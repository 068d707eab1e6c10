package dev.darkroom.scheduler.core.cost;

import dev.darkroom.job.CostRecord;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What the runs of one {@link CostRecord} tell of the next: the weighted median, and the ninth
 * decile, of their time per work.
 *
 * <p>A run weighs the more, the later it was ({@value #FADE} for each one since) and the nearer its
 * work is to the one asked for (half at twice or half of it): what a run costs besides its work,
 * loading and storing, is then learnt too. Being order statistics, both ignore a run that took a
 * hundred times as long as the others.
 */
final class Learnt {
  private static final double FADE = 0.95;

  /** What a run weighs by how many came after it. */
  private static final double[] FADES =
      IntStream.range(0, CostRecord.MAX_RUNS).mapToDouble(age -> Math.pow(FADE, age)).toArray();

  /** A job of no work takes time too. */
  private static final double LEAST_WORK = 1;

  private final CostRecord record;
  private final CostClass costClass;

  // The runs by time per work, the quickest first.
  private final double[] millisPerWork;
  private final double[] logWork;
  private final double[] recency;
  private final double share;

  Learnt(CostRecord record) {
    this.record = record;
    this.costClass = CostClass.parse(record.costClass());
    List<CostRecord.Run> runs = record.runs();
    int n = runs.size();
    millisPerWork = new double[n];
    logWork = new double[n];
    recency = new double[n];
    double shares = 0;
    double all = 0;
    double before = 1;
    double log = 0;
    for (int i = 0; i < n; i++) {
      double fading = FADES[n - 1 - i];
      shares += fading * runs.get(i).share();
      all += fading;
      double work = work(runs.get(i).work());
      if (work != before) {
        before = work; // runs in a row are mostly of the same work
        log = Math.log(work);
      }
      insert(i, runs.get(i).millis() / work, log, fading);
    }
    share = shares / all;
  }

  /** The part of a worker's time that its runs have had to themselves, the latest most. */
  double share() {
    return share;
  }

  CostRecord record() {
    return record;
  }

  CostClass costClass() {
    return costClass;
  }

  /** Whether it is of this class on this class of worker. */
  int compareTo(String workerClass, String wanted) {
    int byCost = record.costClass().compareTo(wanted);
    return byCost != 0 ? byCost : record.workerClass().compareTo(workerClass);
  }

  /** Milliseconds that half, and nine of ten, of the runs with so much work took. */
  double[] quantiles(double asked) {
    double work = work(asked);
    double at = Math.log(work);
    double[] weight = new double[recency.length];
    double all = 0;
    for (int i = 0; i < weight.length; i++) {
      double away = (logWork[i] - at) / Math.log(2);
      weight[i] = recency[i] / (1 + away * away);
      all += weight[i];
    }
    double p50 = work * quantile(weight, all * 0.5);
    double p90 = work * quantile(weight, all * 0.9);
    return new double[] {p50, Math.max(p90, p50 * (1 + doubt()))};
  }

  /** The same class after one more run. */
  Learnt and(CostRecord.Run run, Instant at) {
    return new Learnt(record.and(run, at));
  }

  /** The first runs tell little of the tail: it is taken for longer by this share of the median. */
  private double doubt() {
    return 1.0 / record.runs().size();
  }

  private double quantile(double[] weight, double upTo) {
    double passed = 0;
    for (int i = 0; i < weight.length; i++) {
      passed += weight[i];
      if (passed >= upTo) {
        return millisPerWork[i];
      }
    }
    return millisPerWork[weight.length - 1];
  }

  private void insert(int known, double rate, double log, double recent) {
    int found = Arrays.binarySearch(millisPerWork, 0, known, rate);
    int at = found < 0 ? -found - 1 : found;
    for (double[] column : new double[][] {millisPerWork, logWork, recency}) {
      System.arraycopy(column, at, column, at + 1, known - at);
    }
    millisPerWork[at] = rate;
    logWork[at] = log;
    recency[at] = recent;
  }

  static double work(double asked) {
    return Math.max(LEAST_WORK, asked);
  }
}
