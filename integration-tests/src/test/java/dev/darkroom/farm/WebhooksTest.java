package dev.darkroom.farm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.darkroom.client.FarmAddress;
import dev.darkroom.client.FarmClient;
import dev.darkroom.client.Job;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Webhooks of a whole farm, whose gateway dies. */
@Timeout(180)
class WebhooksTest {
  private static final int JOBS = 12;

  /** One request that a receiver got. */
  private record Told(String id, String type, String job, boolean taken) {}

  @Test
  void aKilledGatewayLosesNoEventAndTellsNoneUnderTwoIds() throws Exception {
    try (Receiver receiver = new Receiver();
        Receiver hung = new Receiver();
        Farmyard farm = Farmyard.ofLease(Duration.ofSeconds(20))) {
      farm.set("webhooks.allow", "127.0.0.0/8");
      farm.scheduler("scheduler-1");
      Child victim = farm.process("gateway");
      hung.hang = true;
      receiver.status = 503;
      List<String> jobs = new ArrayList<>();
      FarmAddress address = Farmyard.addressOf(victim);
      try (FarmClient first = new FarmClient(address)) {
        awaitReady(first);
        register(first, receiver);
        try (FarmClient other = tenant(first, address)) {
          register(other, hung);
          for (int i = 0; i < JOBS; i++) {
            jobs.add(submit(first));
            submit(other);
          }
        }
        await().atMost(Farmyard.PATIENCE).until(() -> receiver.told.size() >= 2);
      }

      victim.kill();
      receiver.status = 204;
      farm.gateway();
      farm.worker("worker-1");

      await()
          .atMost(Duration.ofSeconds(90))
          .until(() -> receiver.taken("job.succeeded").containsAll(jobs));
      assertThat(receiver.taken("job.queued")).containsAll(jobs);
      await()
          .atMost(Farmyard.PATIENCE)
          .until(() -> receiver.taken("job.running").containsAll(jobs));
      Map<String, List<String>> ids =
          receiver.told.stream()
              .collect(
                  Collectors.groupingBy(
                      told -> told.type() + " " + told.job(),
                      Collectors.mapping(Told::id, Collectors.toList())));
      assertThat(ids)
          .allSatisfy((event, under) -> assertThat(under.stream().distinct()).as(event).hasSize(1));
      assertThat(receiver.told).extracting(Told::job).as("its tenant's alone").isSubsetOf(jobs);
    }
  }

  private static void awaitReady(FarmClient client) {
    await()
        .atMost(Farmyard.PATIENCE)
        .ignoreExceptions()
        .until(() -> client.get("/readyz"), answer -> !answer.isEmpty());
  }

  private static FarmClient tenant(FarmClient admin, FarmAddress address) {
    JsonNode key = admin.post("/v1/keys", Map.of("tenant", "other", "role", "submitter"));
    return new FarmClient(new FarmAddress(address.url(), key.path("key").asText()));
  }

  private static void register(FarmClient client, Receiver receiver) {
    JsonNode hook =
        client.post("/v1/webhooks", Map.of("url", receiver.url(), "events", List.of("job.*")));
    assertThat(hook.path("secret").asText()).startsWith("whsec_");
  }

  private static String submit(FarmClient client) {
    Job job = client.submit(Farmyard.noopBody(Duration.ofMillis(20)), Optional.empty());
    return job.id();
  }

  /** A receiver on this machine. */
  private static final class Receiver implements AutoCloseable {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    final List<Told> told = new CopyOnWriteArrayList<>();
    volatile int status = 204;
    volatile boolean hang;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;

    Receiver() throws IOException {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.setExecutor(threads);
      server.createContext("/", this::receive);
      server.start();
    }

    String url() {
      return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    List<String> taken(String type) {
      return told.stream()
          .filter(one -> one.taken() && one.type().equals(type))
          .map(Told::job)
          .toList();
    }

    private void receive(HttpExchange exchange) throws IOException {
      try (exchange) {
        JsonNode body = MAPPER.readTree(exchange.getRequestBody());
        int answer = status;
        told.add(
            new Told(
                exchange.getRequestHeaders().getFirst("webhook-id"),
                body.path("type").asText(),
                body.path("data").path("id").asText(),
                answer == 204));
        if (hang) {
          closed.await();
        }
        exchange.sendResponseHeaders(answer, -1);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void close() {
      closed.countDown();
      server.stop(0);
      threads.shutdownNow();
    }
  }
}
