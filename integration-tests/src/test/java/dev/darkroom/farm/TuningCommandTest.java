package dev.darkroom.farm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.darkroom.client.FarmRefused;
import dev.darkroom.client.Job;
import dev.darkroom.image.Png;
import dev.darkroom.image.Rgb;
import dev.darkroom.storage.object.S3ObjectStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The command {@code finetune} against a whole farm, from a folder and from the bucket. */
@Timeout(420)
class TuningCommandTest {
  private static final Path MODEL = Path.of("..", "deploy", "models", "shapes-ldm");
  private static final Duration PATIENCE = Duration.ofSeconds(180);

  private static Farmyard farm;

  @BeforeAll
  static void start() {
    farm = Farmyard.withoutWorkers(Duration.ofSeconds(6));
    farm.publish(MODEL);
    farm.worker("teacher");
  }

  @AfterAll
  static void stop() {
    farm.close();
  }

  @Test
  void theCommandLooksAtThePicturesFirstAndThenTeachesThem() throws Exception {
    Path folder = Files.createDirectories(Ground.shared().folder("strokes"));
    Files.write(folder.resolve("a.png"), png(1));
    Files.write(folder.resolve("b.png"), png(2));
    Files.writeString(folder.resolve("a.txt"), "a red circle");
    Path sheet = folder.resolveSibling("sheet.png");

    Command unfinished = darkroom("finetune", folder.toString(), "--model=shapes-ldm");
    assertThat(unfinished.exit()).isEqualTo(2);
    assertThat(unfinished.said()).contains("'b.png' has no caption");

    Files.writeString(folder.resolve("b.txt"), "a blue circle");
    Command preview =
        darkroom(
            "finetune", folder.toString(), "--model=shapes-ldm", "--preview=" + sheet, "--json");
    assertThat(preview.exit()).as(preview.said()).isZero();
    assertThat(preview.said()).contains("\"caption\":\"a blue circle\"", "\"seen_at\":\"64x64\"");
    assertThat(sheet).isNotEmptyFile();

    Job done = taught(folder.toString(), "--name=strokes");
    assertThat(madeBy("strokes")).isEqualTo(done.id());
  }

  @Test
  void whatAnyToolHasPutIntoTheBucketIsTaughtToo() throws Exception {
    String below = "t/default/datasets/2026/lines/";
    try (S3ObjectStore bucket = farm.bucket()) {
      bucket.put(below + "a.png", png(1), "image/png");
      bucket.put(below + "more/b.png", png(2), "image/png");
      bucket.put(below + "a.txt", utf8("a red circle"), "text/plain");
      Command unfinished = darkroom("finetune", "s3:2026/lines", "--model=shapes-ldm");
      assertThat(unfinished.exit()).isNotZero();
      assertThat(unfinished.said()).contains(below + "more/b.png has no caption");
      bucket.put(
          below + "more/metadata.jsonl",
          utf8("{\"file_name\": \"b.png\", \"text\": \"a blue circle\"}"),
          "application/jsonl");
    }

    Job done = taught("s3:2026/lines");

    assertThat(madeBy("lines")).isEqualTo(done.id());
    assertThat(found(done))
        .contains("\"caption\" : \"a red circle\"", "\"caption\" : \"a blue circle\"");
  }

  /** The job of a command that brings a dataset, once it has succeeded. */
  private static Job taught(String source, String... more) throws Exception {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "finetune",
                source,
                "--model=shapes-ldm",
                "--rank=2",
                "--steps=2",
                "--batch=1",
                "--clip=none",
                "--json"));
    arguments.addAll(List.of(more));
    Command submitted = darkroom(arguments.toArray(String[]::new));
    assertThat(submitted.exit()).as(submitted.said()).isZero();
    JsonNode job = new ObjectMapper().readTree(lastLine(submitted));
    Job done =
        await()
            .atMost(PATIENCE)
            .until(() -> farm.client().job(job.path("id").asText()), Job::ended);
    assertThat(done.status()).as("%s", done.error()).isEqualTo("succeeded");
    return done;
  }

  /** The job that a published model comes from. */
  private static String madeBy(String model) {
    return await()
        .atMost(PATIENCE)
        .ignoreException(FarmRefused.class) // until it is published
        .until(() -> farm.client().get("/v1/models/" + model), answer -> !answer.isEmpty())
        .path("job")
        .asText();
  }

  /** What the worker found in the dataset. */
  private static String found(Job done) throws IOException {
    Job.Output report =
        done.outputs().stream()
            .filter(output -> output.name().equals("dataset.json"))
            .findFirst()
            .orElseThrow();
    Path file = Files.createTempFile("dataset", ".json");
    farm.client().files().download(report, file);
    return Files.readString(file);
  }

  private record Command(int exit, String said) {}

  private static Command darkroom(String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--url=" + farm.address().url());
    all.add("--key=" + farm.address().key());
    Path log = Files.createTempFile("darkroom", ".log");
    try (Child command = Child.start(log, all)) {
      int exit = command.await();
      String said =
          command
              .said()
              .lines()
              .filter(line -> !line.startsWith("WARNING:"))
              .collect(Collectors.joining("\n"));
      return new Command(exit, said);
    }
  }

  private static String lastLine(Command command) {
    return command.said().lines().reduce((_, last) -> last).orElseThrow();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] png(int seed) {
    int[] pixels = new int[64 * 64];
    for (int i = 0; i < pixels.length; i++) {
      int x = i % 64 - 32;
      int y = i / 64 - 32;
      pixels[i] = x * x + y * y < 300 + 100 * seed ? 0xC02020 : 0xE0E0E0;
    }
    return Png.encode(Rgb.ofPixels(64, 64, pixels));
  }
}
