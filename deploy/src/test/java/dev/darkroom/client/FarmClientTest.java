package dev.darkroom.client;

import static dev.darkroom.client.ScriptedFarm.reply;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the client does where a farm or the way to it is not at its best. */
@Timeout(30)
class FarmClientTest {
  private static final Retries QUICK =
      new Retries(4, Duration.ofMillis(1), Duration.ofMillis(10), Duration.ofSeconds(5));
  private static final String HELLO = "hello, picture";
  private static final String HELLO_HASH =
      "sha256:d5ca8e8c1a2d80faf6fe496ec3746bdb61d27ab6f52b44de9ea4574d39fea762";

  @TempDir private Path folder;
  private ScriptedFarm farm;
  private FarmClient client;

  @BeforeEach
  void start() throws IOException {
    farm = ScriptedFarm.start();
    client = new FarmClient(farm.address(), QUICK);
  }

  @AfterEach
  void stop() {
    client.close();
    farm.close();
  }

  @Test
  void aSubmitIsTriedAgainUnderItsKeyUntilTheFarmTakesIt() {
    AtomicInteger times = new AtomicInteger();
    farm.on(
        "/v1/jobs",
        exchange -> {
          if (times.incrementAndGet() < 3) {
            reply(exchange, 503, "{\"code\":\"starting\"}", "Retry-After", "0");
          } else {
            reply(exchange, 202, "{\"id\":\"a\",\"status\":\"queued\"}");
          }
        });

    assertThat(client.submit(Map.of("kind", "noop"), Optional.empty()).id()).isEqualTo("a");

    assertThat(farm.asked()).hasSize(3);
    assertThat(farm.asked().stream().map(asked -> asked.header("Idempotency-key")).distinct())
        .singleElement()
        .asString()
        .isNotEmpty();
  }

  @Test
  void whatMayHaveBeenDoneIsNotTriedAgainWithoutAKey() {
    farm.on("/v1/jobs/bulk", exchange -> reply(exchange, 503, "{\"code\":\"starting\"}"));

    assertThatThrownBy(() -> client.post("/v1/jobs/bulk", Map.of("action", "retry")))
        .isInstanceOfSatisfying(
            FarmRefused.class, refused -> assertThat(refused.code()).isEqualTo("starting"));
    assertThat(farm.asked()).hasSize(1);
  }

  @Test
  void whatTheFarmPutOffIsTriedAgainAfterTheTimeThatItNames() {
    AtomicInteger times = new AtomicInteger();
    farm.on(
        "/v1/jobs/bulk",
        exchange -> {
          if (times.incrementAndGet() == 1) {
            reply(exchange, 429, "{\"code\":\"too_many_requests\"}", "Retry-After", "1");
          } else {
            reply(exchange, 200, "{}");
          }
        });
    long before = System.nanoTime();

    var _ = client.post("/v1/jobs/bulk", Map.of());

    assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofMillis(990));
  }

  @Test
  void aWaitThatIsLongerThanItsPatienceEndsTheCallWithTheFarmsReason() {
    farm.on(
        "/v1/pools",
        exchange ->
            reply(
                exchange,
                429,
                "{\"code\":\"quota_queued\",\"detail\":\"100 jobs wait\"}",
                "Retry-After",
                "3600"));

    assertThatThrownBy(() -> client.get("/v1/pools")).hasMessage("100 jobs wait");
    assertThat(farm.asked()).hasSize(1);
  }

  @Test
  void aRefusalTellsEachOfItsReasons() {
    farm.on(
        "/v1/pools",
        exchange ->
            reply(
                exchange,
                422,
                "{\"code\":\"invalid_batch\",\"detail\":\"2 of 3"
                    + " lines\",\"reasons\":[\"a\",\"b\"]}"));

    assertThatThrownBy(() -> client.get("/v1/pools"))
        .isInstanceOfSatisfying(
            FarmRefused.class, refused -> assertThat(refused.reasons()).containsExactly("a", "b"));
  }

  @Test
  void aFarmThatIsNotThereIsUnreachable() {
    farm.close();

    assertThatThrownBy(() -> client.get("/v1/pools"))
        .isInstanceOf(FarmUnreachable.class)
        .hasMessageContaining("darkroom up");
  }

  @Test
  void aStreamThatBreaksGoesOnAfterTheLastWholeEventAndTellsNoneTwice() throws Exception {
    AtomicInteger connections = new AtomicInteger();
    farm.on(
        "/v1/jobs/a/events",
        exchange -> {
          if (connections.incrementAndGet() == 1) {
            reply(
                exchange,
                200,
                "id: 1\nevent: status\ndata: {\"status\":\"running\"}\n\n"
                    + "id: 2\nevent: progress\ndata: {\"val");
          } else {
            reply(exchange, 200, "id: 2\nevent: progress\ndata: {\"value\":0.5}\n\n");
          }
        });
    farm.on(
        "/v1/jobs/a",
        exchange ->
            reply(
                exchange,
                200,
                connections.get() == 1
                    ? "{\"status\":\"running\"}"
                    : "{\"status\":\"succeeded\"}"));
    List<String> told = new ArrayList<>();

    Job ended = client.watch("a", event -> told.add(event.name() + event.data()));

    assertThat(ended.succeeded()).isTrue();
    assertThat(told).containsExactly("status{\"status\":\"running\"}", "progress{\"value\":0.5}");
    assertThat(farm.asked().stream().filter(asked -> asked.path().endsWith("/events")))
        .extracting(asked -> asked.header("Last-event-id"))
        .containsExactly("", "1");
  }

  @Test
  void aDownloadThatBreaksOffFetchesOnlyTheRest() throws Exception {
    Path to = folder.resolve("a.png");
    Files.writeString(folder.resolve("a.png.part"), HELLO.substring(0, 6));
    farm.on(
        "/bucket/a",
        exchange -> reply(exchange, 206, HELLO.substring(6), "Content-Range", "bytes 6-13/14"));
    AtomicLong came = new AtomicLong();

    client.files().download(output(HELLO_HASH), to, came::addAndGet);

    assertThat(to).hasContent(HELLO);
    assertThat(came).hasValue(HELLO.length() - 6);
    assertThat(farm.asked().getFirst().header("Range")).isEqualTo("bytes=6-");
    assertThat(folder.resolve("a.png.part")).doesNotExist();
  }

  @Test
  void restsOfAnotherFileAreThrownAwayAndTheFileIsFetchedWhole() throws Exception {
    Path to = folder.resolve("a.png");
    Files.writeString(folder.resolve("a.png.part"), "other!");
    farm.on(
        "/bucket/a",
        exchange -> {
          if (exchange.getRequestHeaders().containsKey("Range")) {
            reply(exchange, 206, HELLO.substring(6));
          } else {
            reply(exchange, 200, HELLO);
          }
        });

    client.files().download(output(HELLO_HASH), to);

    assertThat(to).hasContent(HELLO);
  }

  @Test
  void aFileWithAnotherDigestIsNotKept() {
    farm.on("/bucket/a", exchange -> reply(exchange, 200, "something else"));

    assertThatThrownBy(() -> client.files().download(output(HELLO_HASH), folder.resolve("a.png")))
        .isInstanceOf(DownloadDamaged.class)
        .hasMessageContaining("arrived damaged");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void anUploadTellsHowMuchOfItIsSent() throws IOException {
    Path file = Files.writeString(folder.resolve("b.jsonl"), "{}\n".repeat(1000));
    farm.on("/v1/batches", exchange -> reply(exchange, 202, "{\"id\":\"batch_1\"}"));
    AtomicLong sent = new AtomicLong();

    assertThat(client.batches().submit(file, "k", sent::addAndGet).id()).isEqualTo("batch_1");

    assertThat(sent).hasValue(3000);
    assertThat(farm.asked().getFirst().body()).hasSize(3000);
  }

  private Job.Output output(String hash) {
    return new Job.Output("a.png", "image", hash, farm.uri("/bucket/a"), HELLO.length());
  }
}
