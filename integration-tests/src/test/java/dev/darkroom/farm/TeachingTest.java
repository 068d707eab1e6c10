package dev.darkroom.farm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.darkroom.client.Job;
import dev.darkroom.image.Png;
import dev.darkroom.image.Rgb;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A word is taught on a whole farm with the house model: whatever happens to its workers, what
 * comes out is the same, and the next job may use it.
 */
@Timeout(420)
class TeachingTest {
  private static final Path MODEL = Path.of("..", "deploy", "models", "shapes-ldm");
  private static final Duration PATIENCE = Duration.ofSeconds(180);
  private static final String RESULT = "learned_embeds.safetensors";
  private static final int STEPS = 24;

  private static Farmyard farm;
  private static List<String> pictures;

  @BeforeAll
  static void start() {
    farm = Farmyard.withoutWorkers(Duration.ofSeconds(6));
    farm.publish(MODEL);
    pictures = List.of(picture(1), picture(2));
  }

  @AfterAll
  static void stop() {
    farm.close();
  }

  @Test
  void aKilledTrainingGoesOnElsewhereFromItsCheckpointAndEndsAsIfNothingHadBeen() throws Exception {
    Child victim = farm.workerProcess("victim");
    Job killed = teach("sun");
    Job checkpointed = until(killed, job -> Farmyard.life(job).contains("checkpointed"));
    assertThat(checkpointed.status()).as("%s", checkpointed.json()).isEqualTo("running");

    victim.kill();
    farm.worker("heir");
    Job done = until(killed, Job::ended);

    assertThat(done.status()).as("%s", done.error()).isEqualTo("succeeded");
    assertThat(Farmyard.life(done)).contains("requeued");
    assertThat(log(done)).anyMatch(line -> line.startsWith("goes on from the checkpoint after"));
    assertThat(outputs(done)).contains(RESULT, "learned_embeds-steps-8.safetensors", "samples.png");
    Job undisturbed = until(teach("moon"), Job::ended);
    assertThat(Farmyard.life(undisturbed)).doesNotContain("requeued");
    // The two files differ by their words' names alone, which are equally long.
    assertThat(vectors("sun")).isEqualTo(vectors("moon"));

    Job paused = teach("moon");
    until(paused, job -> Farmyard.life(job).contains("checkpointed"));
    farm.client().steer(paused.id(), "pause");
    Job waiting = until(paused, job -> job.status().equals("paused") || job.ended());
    assertThat(waiting.status()).isEqualTo("paused");
    farm.client().steer(paused.id(), "resume");
    Job resumed = until(paused, Job::ended);
    assertThat(hash(resumed)).isEqualTo(hash(undisturbed));

    Job drawn = until(draw("a photo of <sun>@1 and <moon>"), Job::ended);
    assertThat(drawn.status()).as("%s", drawn.error()).isEqualTo("succeeded");
    JsonNode word = farm.client().get("/v1/embeddings/moon");
    assertThat(word.path("version").asInt()).isEqualTo(2);
    assertThat(word.path("settings").path("plan").path("seed").asLong()).isEqualTo(7);
  }

  @Test
  void theCommandsTeachAWordShowItAndTakeItAway() throws Exception {
    if (!farm.hasWorker()) {
      farm.worker("teacher");
    }
    Path folder = Files.createDirectories(Ground.shared().folder("suns"));
    Files.write(folder.resolve("a.png"), png(1));
    Files.write(folder.resolve("b.png"), png(2));
    Path file = folder.resolve("star.pt");

    JsonNode job =
        new ObjectMapper()
            .readTree(
                darkroom(
                    "invert",
                    folder.toString(),
                    "--model=shapes-ldm",
                    "--token=<star>",
                    "--initializer=circle",
                    "--steps=2",
                    "--batch=1",
                    "--seed=3",
                    "--json"));
    until(new Job(job), Job::ended);

    assertThat(darkroom("logs", job.path("id").asText())).contains("done after step 2");
    assertThat(darkroom("embeddings", "list")).contains("<star>");
    assertThat(darkroom("embeddings", "show", "star", "--json")).contains("\"visibility\"");
    String exported = darkroom("embeddings", "export", "star", "--to=a1111", "--out=" + file);
    assertThat(exported.strip()).isEqualTo(file.toString());
    assertThat(darkroom("embeddings", "import", file.toString(), "--token=<nova>"))
        .contains("<nova> version 1");
  }

  /** What a command prints, which must succeed. */
  private static String darkroom(String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--url=" + farm.address().url());
    all.add("--key=" + farm.address().key());
    Path log = Files.createTempFile("darkroom", ".log");
    try (Child command = Child.start(log, all)) {
      int exit = command.await();
      assertThat(exit).as(command.said()).isZero();
      return command
          .said()
          .lines()
          .filter(line -> !line.startsWith("WARNING:"))
          .collect(Collectors.joining("\n"));
    }
  }

  private static Job teach(String name) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("kind", "inversion");
    body.put("model", "shapes-ldm");
    body.put("images", pictures);
    body.put("placeholder_token", "<" + name + ">");
    body.put("initializer_token", "circle");
    body.put("steps", STEPS);
    body.put("train_batch_size", 1);
    body.put("save_steps", 8);
    body.put("checkpointing_steps", 4);
    body.put("validation_prompt", "<" + name + ">");
    body.put("validation_seeds", List.of(1));
    body.put("validation_steps", 2);
    body.put("threads", 1);
    body.put("seed", 7);
    return farm.client().submit(body, Optional.empty());
  }

  private static Job draw(String prompt) {
    return farm.client()
        .submit(
            Map.of(
                "kind",
                "generation",
                "model",
                "shapes-ldm",
                "prompt",
                prompt,
                "steps",
                2,
                "seed",
                1),
            Optional.empty());
  }

  private static Job until(Job job, Predicate<Job> wanted) {
    return await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .until(() -> farm.client().job(job.id()), now -> wanted.test(now) || now.ended());
  }

  private static List<String> outputs(Job job) {
    return job.outputs().stream().map(Job.Output::name).toList();
  }

  private static String hash(Job job) {
    return job.outputs().stream()
        .filter(output -> output.name().equals(RESULT))
        .findFirst()
        .orElseThrow()
        .hash();
  }

  /** The bytes of the newest version behind the header, which holds the word's name. */
  private static byte[] vectors(String name) {
    byte[] file = farm.client().bytes("/v1/embeddings/" + name + "/content");
    return Arrays.copyOfRange(file, file.length - 256, file.length);
  }

  private static List<String> log(Job job) {
    List<String> lines = new ArrayList<>();
    farm.client()
        .get("/v1/jobs/" + job.id() + "/logs")
        .path("data")
        .forEach(line -> lines.add(line.path("message").asText()));
    return lines;
  }

  private static String picture(int seed) {
    return farm.client().files().upload("sun-" + seed + ".png", png(seed), Optional.empty());
  }

  private static byte[] png(int seed) {
    int[] pixels = new int[64 * 64];
    for (int i = 0; i < pixels.length; i++) {
      int x = i % 64 - 32;
      int y = i / 64 - 32;
      pixels[i] = x * x + y * y < 300 + 100 * seed ? 0xE0B020 : 0x204080;
    }
    return Png.encode(Rgb.ofPixels(64, 64, pixels));
  }
}
