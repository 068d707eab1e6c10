package dev.darkroom.deploy.bench;

import dev.darkroom.client.FarmAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Single {@code POST /v1/jobs} at a steady rate that does not wait for the farm, over kept
 * connections. Each is timed from when it was due, so that a farm that falls behind cannot hide it.
 */
final class SubmitBench {
  private static final int CONNECTIONS = 256;
  private static final byte[] JOB =
      "{\"kind\":\"noop\",\"millis\":0}".getBytes(StandardCharsets.UTF_8);
  private static final String JSON = "Content-Type: application/json\r\n";
  private static final long SECOND = 1_000_000_000L;

  /** How long the farm may take to answer the last. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final FarmAddress farm;

  SubmitBench(FarmAddress farm) {
    this.farm = farm;
  }

  /** What has been answered. */
  private static final class Tally implements Connections.Answers {
    private final int perSecond;
    private final long began = System.nanoTime();
    private final long[] took;
    private int answered;
    private int refused;
    private long last = began;

    Tally(int perSecond, int count) {
      this.perSecond = perSecond;
      this.took = new long[count];
    }

    long due(int number) {
      return began + number * SECOND / perSecond;
    }

    @Override
    public void answered(int number, int status) {
      last = System.nanoTime();
      took[number] = last - due(number);
      answered++;
      refused += status == 200 || status == 202 ? 0 : 1;
    }
  }

  /** One load of so many submits a second. */
  SchedulerRow load(int perSecond, Duration length) throws IOException {
    int count = Math.toIntExact(perSecond * length.toMillis() / 1_000);
    try (Connections clients = new Connections(farm, CONNECTIONS, "/v1/jobs", JSON, JOB)) {
      return load(clients, perSecond, count);
    }
  }

  private static SchedulerRow load(Connections clients, int perSecond, int count)
      throws IOException {
    Tally tally = new Tally(perSecond, count);
    Stopwatch watch = new Stopwatch();
    send(clients, tally, count);
    FarmRow.Times times = FarmRow.Times.of(tally.took);
    return SchedulerRow.of("single_submits", SchedulerRow.Durability.ONE_BROKER)
        .with("offered_per_s", perSecond)
        .with("connections", CONNECTIONS)
        .with("submits", count)
        .with("refused", tally.refused)
        .with("submits_per_s", RawLog.perSecond(count - tally.refused, tally.last - tally.began))
        .with("p50_ms", times.p50().toNanos() / 1e6)
        .with("p99_ms", times.p99().toNanos() / 1e6)
        .with("cpu_us_per_submit", watch.cpuMicrosEach(count))
        .with("cpus_used", watch.cpus())
        .row();
  }

  private static void send(Connections clients, Tally tally, int count) throws IOException {
    long end = tally.due(count) + PATIENCE.toNanos();
    int next = 0;
    while (tally.answered < count) {
      for (; next < count && clients.hasFree() && tally.due(next) <= System.nanoTime(); next++) {
        clients.send(next);
      }
      clients.await(tally);
      if (System.nanoTime() > end) {
        throw new IllegalStateException(
            "%d of %d submits were not answered in time".formatted(count - tally.answered, count));
      }
    }
  }
}
