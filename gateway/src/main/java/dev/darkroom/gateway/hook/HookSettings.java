package dev.darkroom.gateway.hook;

import java.time.Duration;
import java.util.List;

/**
 * How webhooks are told.
 *
 * @param allow networks that may be reached though they are not public
 * @param schedule when a failed delivery is tried again
 * @param timeout of one request, from the first byte of the connection to the last of the answer
 * @param patience deliveries in a row whose schedule ended in vain, after which a webhook is closed
 * @param limits what is borne at once
 * @param keys that secrets are sealed with in the log, the newest first; none leaves them readable
 */
public record HookSettings(
    List<Network> allow,
    RetrySchedule schedule,
    Duration timeout,
    int patience,
    Limits limits,
    List<SealingKey> keys) {
  private static final Duration LEAST_TIMEOUT = Duration.ofSeconds(1);
  private static final Duration LONGEST_TIMEOUT = Duration.ofSeconds(30);

  public static final HookSettings DEFAULT =
      new HookSettings(
          List.of(), RetrySchedule.STANDARD, Duration.ofSeconds(20), 3, Limits.DEFAULT, List.of());

  /**
   * What is borne at once, by one gateway.
   *
   * @param hooks of a tenant
   * @param perHook requests to one webhook under way
   * @param perTenant requests of one tenant under way
   * @param total requests under way
   * @param pending deliveries of a webhook that wait on one partition; more are given up as they
   *     come
   * @param kept ended deliveries of a webhook that are remembered on one partition
   */
  public record Limits(int hooks, int perHook, int perTenant, int total, int pending, int kept) {
    public static final Limits DEFAULT = new Limits(50, 4, 16, 1_024, 5_000, 200);

    public Limits {
      if (hooks < 1 || perHook < 1 || perTenant < 1 || total < 1 || pending < 1 || kept < 1) {
        throw new IllegalArgumentException("the limits of webhooks must be at least 1");
      }
    }
  }

  public HookSettings {
    allow = List.copyOf(allow);
    keys = List.copyOf(keys);
    if (timeout.compareTo(LEAST_TIMEOUT) < 0 || timeout.compareTo(LONGEST_TIMEOUT) > 0) {
      throw new IllegalArgumentException("webhooks.timeout " + timeout + " is not in 1s … 30s");
    }
    if (patience < 1) {
      throw new IllegalArgumentException("the patience with webhooks must be at least 1");
    }
  }

  public HookSettings allowing(List<Network> networks) {
    return new HookSettings(networks, schedule, timeout, patience, limits, keys);
  }

  public HookSettings with(RetrySchedule other) {
    return new HookSettings(allow, other, timeout, patience, limits, keys);
  }

  public HookSettings with(Limits other) {
    return new HookSettings(allow, schedule, timeout, patience, other, keys);
  }

  public HookSettings withTimeout(Duration other) {
    return new HookSettings(allow, schedule, other, patience, limits, keys);
  }

  public HookSettings sealing(List<SealingKey> others) {
    return new HookSettings(allow, schedule, timeout, patience, limits, others);
  }
}
