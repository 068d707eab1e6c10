package dev.darkroom.scheduler.core.state;

import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.tenant.UsageRecord;
import java.time.Duration;
import java.time.Instant;

/**
 * What each tenant has had of a pool and has of it now, and so whose turn it is.
 *
 * <p>This is start-time fair queueing over decayed worker time: a tenant is charged what a run is
 * expected to take when it is granted, and whoever was charged least for its weight is served next.
 * Who comes back after a pause begins level with the one who is being served, so that nobody pays
 * for the time in which others wanted nothing.
 *
 * @param usage a record for each tenant that was ever charged
 * @param running jobs of each tenant that workers hold; tenants with none are left out
 * @param level the mark at which the latest charge began
 */
public record Shares(
    SortedTree<TenantId, UsageRecord> usage, SortedTree<TenantId, Integer> running, double level) {
  static final Shares NONE = new Shares(SortedTree.empty(), SortedTree.empty(), 0);

  /** Below this much worker time per weight the scale ends. */
  private static final double LEAST_SECONDS = 1e-6;

  /** The mark that orders tenants: the lower one is served first. */
  public double mark(TenantId tenant) {
    return usage.get(tenant).map(UsageRecord::finish).orElse(0.0);
  }

  /** Jobs of this tenant that workers hold. */
  public int running(TenantId tenant) {
    return running.get(tenant).orElse(0);
  }

  Shares with(UsageRecord record) {
    return new Shares(
        usage.with(record.tenant(), record), running, Math.max(level, record.start()));
  }

  Shares without(TenantId tenant) {
    return new Shares(usage.without(tenant), running, level);
  }

  Shares began(TenantId tenant) {
    return new Shares(usage, running.with(tenant, running(tenant) + 1), level);
  }

  Shares ended(TenantId tenant) {
    int rest = running(tenant) - 1;
    return new Shares(
        usage, rest > 0 ? running.with(tenant, rest) : running.without(tenant), level);
  }

  /** The record after a charge for a run that begins. */
  public UsageRecord charged(
      UsageRecord before, double weight, Duration cost, Instant now, Duration half) {
    double start = Math.max(before.finish(), level);
    double finish = later(start, seconds(cost) / weight, now, half);
    return new UsageRecord(
        before.pool(), before.tenant(), finish, start, before.windowFrom(), before.windowSeconds());
  }

  /** The record after a run has ended that took another time than it was charged for. */
  public static UsageRecord settled(
      UsageRecord before, double weight, Duration charged, Duration took, Window window) {
    double more = (seconds(took) - seconds(charged)) / weight;
    Instant from = window.from();
    double inWindow = from.equals(before.windowFrom()) ? before.windowSeconds() : 0;
    return new UsageRecord(
        before.pool(),
        before.tenant(),
        later(before.finish(), more, window.now(), window.half()),
        before.start(),
        from,
        inWindow + seconds(took));
  }

  /**
   * When a run ended.
   *
   * @param from the beginning of the budget's window in which that is
   * @param half the time in which usage decays by a half
   */
  public record Window(Instant from, Instant now, Duration half) {}

  /** Worker time that the tenant has had of the pool, decayed up to now. */
  public double seconds(TenantId tenant, double weight, Instant now, Duration half) {
    return usage
        .get(tenant)
        .map(record -> weight * Math.pow(2, record.finish() - halves(now, half)))
        .orElse(0.0);
  }

  /** The same for each unit of its weight: what tenants are ordered by. */
  public double secondsPerWeight(TenantId tenant, Instant now, Duration half) {
    return usage
        .get(tenant)
        .map(record -> Math.pow(2, record.finish() - halves(now, half)))
        .orElse(0.0);
  }

  /** The level on the same scale. */
  public double levelSeconds(Instant now, Duration half) {
    return Math.pow(2, level - halves(now, half));
  }

  /** The mark with so much more worker time per weight, added now. */
  private static double later(double mark, double seconds, Instant now, Duration half) {
    double halves = halves(now, half);
    double had = Math.pow(2, mark - halves);
    return halves + Math.log(Math.max(LEAST_SECONDS, had + seconds)) / Math.log(2);
  }

  private static double halves(Instant now, Duration half) {
    return (double) now.toEpochMilli() / half.toMillis();
  }

  private static double seconds(Duration time) {
    return time.toNanos() / 1e9;
  }
}
