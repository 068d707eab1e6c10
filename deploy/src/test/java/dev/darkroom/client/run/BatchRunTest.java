package dev.darkroom.client.run;

import static dev.darkroom.client.ScriptedFarm.reply;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.client.FarmClient;
import dev.darkroom.client.FarmRefused;
import dev.darkroom.client.Retries;
import dev.darkroom.client.ScriptedFarm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs of a batch whose farm says what the test wants; whole farms are in integration-tests. */
@Timeout(30)
class BatchRunTest {
  private static final Retries QUICK =
      new Retries(2, Duration.ofMillis(1), Duration.ofMillis(10), Duration.ofSeconds(1));
  private static final String SHA_OF_PICTURE =
      "sha256:92b2fa58028958317e408bd84ecfa70f5ee35b121991dbc232c49d166353708b";
  private static final String PICTURE = "a picture";

  @TempDir private Path folder;
  private final List<RunEvent> told = new ArrayList<>();
  private final AtomicInteger keys = new AtomicInteger();
  private ScriptedFarm farm;
  private FarmClient client;
  private Path source;
  private Path out;

  @BeforeEach
  void start() throws IOException {
    farm = ScriptedFarm.start();
    client = new FarmClient(farm.address(), QUICK);
    source = Files.writeString(folder.resolve("jobs.jsonl"), "{\"custom_id\":\"a\"}\n");
    out = folder.resolve("out");
    farm.on("/v1/batches", exchange -> reply(exchange, 202, batch("in_progress", 0, 0)));
    farm.on("/v1/batches/b", exchange -> reply(exchange, 200, batch("completed", 2, 1)));
    farm.on("/bucket/p", exchange -> reply(exchange, 200, PICTURE));
    results(succeeded("a", 1), failed("b", 2), succeeded("c", 3));
  }

  @AfterEach
  void stop() {
    client.close();
    farm.close();
  }

  @Test
  void theFilesOfEachLineLandUnderItsNameAndWhatFailedIsTold() throws Exception {
    BatchRun.Outcome outcome = run();

    assertThat(outcome.succeeded()).isEqualTo(2);
    assertThat(outcome.failed()).isEqualTo(1);
    assertThat(outcome.missing()).isZero();
    assertThat(outcome.complete()).isFalse();
    assertThat(out.resolve("a.png")).hasContent(PICTURE);
    assertThat(out.resolve("c.png")).hasContent(PICTURE);
    assertThat(Files.readAllLines(out.resolve("results.jsonl"))).hasSize(3);
    assertThat(Files.readAllLines(out.resolve("errors.jsonl")))
        .singleElement()
        .asString()
        .contains("\"custom_id\":\"b\"", "\"code\":\"unschedulable\"");
  }

  @Test
  void runAgainItFetchesNothingTwiceAndSendsNothing() throws Exception {
    var _ = run();
    long before = fetches();

    BatchRun.Outcome again = run();

    assertThat(again.succeeded()).isEqualTo(2);
    assertThat(fetches()).isEqualTo(before);
    assertThat(posts()).isEqualTo(1);
    assertThat(Files.readAllLines(out.resolve("results.jsonl"))).hasSize(3);
    assertThat(told).filteredOn(RunEvent.Landed.class::isInstance).hasSize(3);
    assertThat(told).filteredOn(RunEvent.Recalled.class::isInstance).hasSize(3);
  }

  @Test
  void aLineThatWasCutOffWhileItWasWrittenIsWrittenAgain() throws Exception {
    var _ = run();
    Path results = out.resolve("results.jsonl");
    String whole = Files.readString(results);
    Files.writeString(results, whole.substring(0, whole.length() - 20));

    var _ = run();

    assertThat(results).hasContent(whole.strip());
  }

  @Test
  void aFileThatIsGoneIsFetchedAgain() throws Exception {
    var _ = run();
    Files.delete(out.resolve("c.png"));

    assertThat(run().succeeded()).isEqualTo(2);

    assertThat(out.resolve("c.png")).hasContent(PICTURE);
  }

  @Test
  void aBatchWhoseAnswerWasLostIsSentAgainUnderTheSameKey() throws Exception {
    farm.on("/v1/batches", exchange -> reply(exchange, 500, "{\"code\":\"internal_error\"}"));
    assertThatThrownBy(this::run).isInstanceOf(FarmRefused.class);
    farm.on("/v1/batches", exchange -> reply(exchange, 202, batch("in_progress", 0, 0)));

    var _ = run();

    assertThat(
            farm.asked().stream()
                .filter(asked -> asked.method().equals("POST"))
                .map(asked -> asked.header("Idempotency-key")))
        .hasSize(2)
        .containsOnly("key-1");
  }

  @Test
  void aFileThatTheFarmRefusesMayBeMendedAndRunInTheSameFolder() throws Exception {
    farm.on("/v1/batches", exchange -> reply(exchange, 422, "{\"code\":\"invalid_batch\"}"));
    assertThatThrownBy(this::run).isInstanceOf(FarmRefused.class);
    farm.on("/v1/batches", exchange -> reply(exchange, 202, batch("in_progress", 0, 0)));
    Files.writeString(source, "{\"custom_id\":\"mended\"}\n");

    assertThat(run().succeeded()).isEqualTo(2);
  }

  @Test
  void anotherFileIsRefusedInTheFolderOfARun() throws Exception {
    var _ = run();
    Files.writeString(source, "{}\n", StandardOpenOption.APPEND);

    assertThatThrownBy(this::run)
        .isInstanceOf(RunException.class)
        .hasMessageContaining("another folder");
  }

  @Test
  void aFolderInWhichARunIsAtWorkIsRefused() throws Exception {
    try (RunFolder _ = RunFolder.open(out, _ -> {})) {
      assertThatThrownBy(this::run)
          .isInstanceOf(RunException.class)
          .hasMessageContaining("another run works in");
    }
  }

  @Test
  void whatCannotBeFetchedIsMissingUntilTheNextRunFetchesIt() throws Exception {
    farm.on("/bucket/p", exchange -> reply(exchange, 404, ""));
    BatchRun.Outcome outcome = run();
    assertThat(outcome.missing()).isEqualTo(2);
    assertThat(outcome.failed()).isEqualTo(1);

    farm.on("/bucket/p", exchange -> reply(exchange, 200, PICTURE));
    BatchRun.Outcome next = run();

    assertThat(next.missing()).isZero();
    assertThat(next.succeeded()).isEqualTo(2);
    assertThat(Files.readAllLines(out.resolve("results.jsonl"))).hasSize(3);
  }

  @Test
  void anInterruptedRunLeavesAFolderThatTheNextOneGoesOnIn() throws Exception {
    farm.on(
        "/v1/batches/b",
        exchange -> {
          reply(exchange, 200, batch("in_progress", 1, 0));
        });
    results(succeeded("a", 1));
    Thread running = Thread.ofVirtual().unstarted(() -> assertThatThrownBy(this::run));
    running.start();
    while (!Files.exists(out.resolve("a.png"))) {
      Thread.sleep(5);
    }
    running.interrupt();
    running.join();

    farm.on("/v1/batches/b", exchange -> reply(exchange, 200, batch("completed", 2, 1)));
    results(succeeded("a", 1), failed("b", 2), succeeded("c", 3));

    assertThat(run().succeeded()).isEqualTo(2);
    assertThat(posts()).isEqualTo(1);
  }

  private BatchRun.Outcome run() throws IOException, InterruptedException {
    BatchRun.Plan plan = new BatchRun.Plan(source, out, Duration.ofMillis(20), 2);
    return new BatchRun(plan, client, () -> "key-" + keys.incrementAndGet(), told::add).run();
  }

  private long fetches() {
    return farm.asked().stream().filter(asked -> asked.path().startsWith("/bucket")).count();
  }

  private long posts() {
    return farm.asked().stream().filter(asked -> asked.method().equals("POST")).count();
  }

  /** All of them, or those after the one that is named. */
  private void results(String... lines) {
    farm.on(
        "/v1/batches/b/results",
        exchange -> {
          String query = exchange.getRequestURI().getQuery();
          int from =
              query == null ? 0 : Integer.parseInt(query.substring(query.lastIndexOf('-') + 1));
          StringBuilder body = new StringBuilder();
          for (int i = Math.min(from, lines.length); i < lines.length; i++) {
            body.append(lines[i]).append('\n');
          }
          reply(exchange, 200, body.toString());
        });
  }

  private String succeeded(String customId, int line) {
    return """
    {"custom_id":"%s","id":"job-%d","line":%d,"status":"succeeded","error":null,
     "outputs":[{"name":"image-0.png","role":"image","hash":"%s","url":"%s","size_bytes":9}]}\
    """
        .formatted(customId, line, line, SHA_OF_PICTURE, farm.uri("/bucket/p"))
        .replace("\n", "");
  }

  private static String failed(String customId, int line) {
    return """
    {"custom_id":"%s","id":"job-%d","line":%d,"status":"failed","outputs":[],
     "error":{"code":"unschedulable","message":"no worker can be such"}}\
    """
        .formatted(customId, line, line)
        .replace("\n", "");
  }

  private static String batch(String status, int completed, int failed) {
    return """
    {"id":"b","object":"batch","status":"%s",
     "request_counts":{"total":3,"completed":%d,"failed":%d}}\
    """
        .formatted(status, completed, failed);
  }
}
