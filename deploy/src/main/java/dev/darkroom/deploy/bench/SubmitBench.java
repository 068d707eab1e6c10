package dev.darkroom.deploy.bench;

import dev.darkroom.client.FarmAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Single {@code POST /v1/jobs} at a steady rate that does not wait for the farm, over kept
 * connections. Each is timed from when it was due, so that a farm that falls behind cannot hide it.
 */
final class SubmitBench {
  private static final int CONNECTIONS = 256;
  private static final byte[] JOB =
      "{\"kind\":\"noop\",\"millis\":0}".getBytes(StandardCharsets.UTF_8);
  private static final String JSON = "Content-Type: application/json\r\n";

  private final FarmAddress farm;

  SubmitBench(FarmAddress farm) {
    this.farm = farm;
  }

  /** One load of so many submits a second. */
  SchedulerRow load(int perSecond, Duration length) throws InterruptedException {
    int count = Math.toIntExact(perSecond * length.toMillis() / 1_000);
    long[] took = new long[count];
    AtomicInteger next = new AtomicInteger();
    AtomicInteger accepted = new AtomicInteger();
    AtomicLong last = new AtomicLong();
    Stopwatch watch = new Stopwatch();
    long began = System.nanoTime();
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        all.add(
            clients.submit(() -> {
              try (KeepAlive connection = new KeepAlive(farm)) {
                for (int n = next.getAndIncrement(); n < count; n = next.getAndIncrement()) {
                  long due = began + n * 1_000_000_000L / perSecond;
                  LockSupport.parkNanos(due - System.nanoTime());
                  if (connection.post("/v1/jobs", JSON, JOB).isAccepted()) {
                    accepted.incrementAndGet();
                  }
                  long now = System.nanoTime();
                  took[n] = now - due;
                  last.accumulateAndGet(now, Math::max);
                }
                return null;
              }
            }));
      }
      for (Future<?> client : all) {
        ended(client);
      }
    }
    FarmRow.Times times = FarmRow.Times.of(took);
    return SchedulerRow.of("single_submits", SchedulerRow.Durability.ONE_BROKER)
        .with("offered_per_s", perSecond)
        .with("connections", CONNECTIONS)
        .with("submits", count)
        .with("refused", count - accepted.get())
        .with("submits_per_s", RawLog.perSecond(accepted.get(), last.get() - began))
        .with("p50_ms", times.p50().toNanos() / 1e6)
        .with("p99_ms", times.p99().toNanos() / 1e6)
        .with("cpu_us_per_submit", watch.cpuMicrosEach(count))
        .with("cpus_used", watch.cpus())
        .row();
  }

  private static void ended(Future<?> client) throws InterruptedException {
    try {
      var _ = client.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException broken
          ? new IllegalStateException("a client's connection broke: " + broken.getMessage(), broken)
          : new IllegalStateException("a client of the bench failed", e.getCause());
    }
  }
}
