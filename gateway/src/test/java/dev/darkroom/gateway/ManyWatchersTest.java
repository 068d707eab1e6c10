package dev.darkroom.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.job.Epoch;
import dev.darkroom.job.JobId;
import dev.darkroom.storage.progress.ProgressEvent;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A thousand watchers of one gateway, as issue 6 measures them: their readers are on the machine,
 * too.
 */
@Tag("long")
class ManyWatchersTest extends FreshFarm {
  private static final int WATCHERS = 1_000;
  private static final int EVENTS = 50;
  private static final Duration BETWEEN = Duration.ofMillis(400);

  private final ConcurrentHashMap<Integer, Long> sent = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<Long> latencies = new ConcurrentLinkedQueue<>();

  @Test
  void aThousandWatchersHearOfAStepWithinAQuarterOfASecondAndTheHeapStaysFlat() throws Exception {
    JobId id = client.submit("{\"kind\":\"noop\"}").id();
    Awaitility.await()
        .until(() -> client.get("/v1/jobs?status=queued").json().path("data").size() == 1);
    CountDownLatch open = new CountDownLatch(WATCHERS);
    List<Socket> sockets = new ArrayList<>();
    try (ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < WATCHERS; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), farm.gateway.port());
        sockets.add(socket);
        readers.execute(() -> watch(socket, id, open));
      }
      assertThat(open.await(60, TimeUnit.SECONDS)).isTrue();
      farm.scheduler.start(id);
      tell(id, 1, EVENTS / 5);
      latencies.clear();
      long before = heap();
      tell(id, EVENTS / 5 + 1, EVENTS + EVENTS / 5);
      long after = heap();
      farm.scheduler.apply(id, Jobs.succeeded(id));

      List<Long> sorted = latencies.stream().sorted().toList();
      assertThat(sorted).hasSize(WATCHERS * EVENTS);
      double p50 = sorted.get(sorted.size() / 2) / 1e6;
      double p99 = sorted.get(sorted.size() * 99 / 100) / 1e6;
      System.out.printf(
          "{\"row\":\"watchers\",\"watchers\":%d,\"p50_ms\":%.1f,\"p99_ms\":%.1f,"
              + "\"heap_before_mb\":%d,\"heap_after_mb\":%d,\"load_average\":%.1f}%n",
          WATCHERS,
          p50,
          p99,
          before >> 20,
          after >> 20,
          ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
      assertThat(p99).isLessThan(250);
      assertThat(after - before).isLessThan(32L << 20);
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  private void tell(JobId id, int from, int to) throws InterruptedException {
    for (int step = from; step <= to; step++) {
      sent.put(step, System.nanoTime());
      farm.progress.publish(
          new ProgressEvent.Progress(
              id, new Epoch(1), 0.5, step, 100, "", Optional.empty(), FakeScheduler.now()));
      Thread.sleep(BETWEEN);
    }
  }

  private void watch(Socket socket, JobId id, CountDownLatch open) {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
      socket
          .getOutputStream()
          .write(
              ("GET /v1/jobs/%s/events HTTP/1.1\r\nHost: farm\r\nAuthorization: Bearer %s\r\n\r\n")
                  .formatted(id, Farm.KEY)
                  .getBytes(StandardCharsets.US_ASCII));
      boolean counted = false;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!counted && line.startsWith("event: status")) {
          counted = true;
          open.countDown();
        }
        int at = line.startsWith("data: ") ? line.indexOf("\"step\":") : -1;
        if (at >= 0 && line.contains("\"run\":")) {
          int step = Integer.parseInt(line.substring(at + 7, line.indexOf(',', at)));
          latencies.add(System.nanoTime() - Optional.ofNullable(sent.get(step)).orElseThrow());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long heap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
