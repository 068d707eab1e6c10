package dev.darkroom.farm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.client.Job;
import dev.darkroom.image.ImageLimits;
import dev.darkroom.image.Png;
import dev.darkroom.image.Rgb;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The house model is fine-tuned on a whole farm: whatever happens to its workers, what comes out is
 * the same, and the next job draws with it.
 */
@Timeout(420)
class TuningTest {
  private static final Path MODEL = Path.of("..", "deploy", "models", "shapes-ldm");
  private static final Duration PATIENCE = Duration.ofSeconds(180);
  private static final String RESULT = "pytorch_lora_weights.safetensors";

  private Farmyard farm;

  @BeforeEach
  void start() {
    farm = Farmyard.withoutWorkers(Duration.ofSeconds(6));
    farm.publish(MODEL);
  }

  @AfterEach
  void stop() {
    farm.close();
  }

  @Test
  void aKilledFineTuneGoesOnElsewhereAndItsLoraChangesTheNextPicture() throws Exception {
    Child victim = farm.workerProcess("victim");
    Job killed = tune("ink");
    Job checkpointed = until(killed, job -> Farmyard.life(job).contains("checkpointed"));
    assertThat(checkpointed.status()).as("%s", checkpointed.json()).isEqualTo("running");

    victim.kill();
    farm.worker("heir");
    Job done = until(killed, Job::ended);

    assertThat(done.status()).as("%s", done.error()).isEqualTo("succeeded");
    assertThat(Farmyard.life(done)).contains("requeued");
    assertThat(outputs(done))
        .contains("dataset.json", "dataset.png", RESULT, "lineage.json", "samples.png");
    assertThat(log(done)).anyMatch(line -> line.startsWith("goes on from the checkpoint after"));
    Job undisturbed = until(tune("chalk"), Job::ended);
    assertThat(Farmyard.life(undisturbed)).doesNotContain("requeued");
    assertThat(hash(done)).isEqualTo(hash(undisturbed));

    Rgb plain = drawn(List.of());
    Rgb inked = drawn(List.of(Map.of("name", "ink")));
    assertThat(inked).as("the LoRA changes the picture").isNotEqualTo(plain);
    assertThat(drawn(List.of(Map.of("name", "chalk")))).isEqualTo(inked);
    assertThat(drawn(List.of())).as("and stays out of the next").isEqualTo(plain);

    JsonNode model = farm.client().get("/v1/models/ink");
    assertThat(model.path("base").asText()).isEqualTo("shapes-ldm@1");
    assertThat(model.path("job").asText()).isEqualTo(done.id());
  }

  private Job tune(String name) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("kind", "fine_tune");
    body.put("method", "lora");
    body.put("model", "shapes-ldm");
    body.put("output_name", name);
    body.put("images", List.of(picture(1), picture(2)));
    body.put("captions", List.of("a small red circle", "a large red circle"));
    body.put("rank", 2);
    body.put("learning_rate", 0.01);
    body.put("steps", 240);
    body.put("train_batch_size", 1);
    body.put("save_steps", 120);
    body.put("checkpointing_steps", 8);
    body.put("validation_seeds", List.of(1));
    body.put("validation_steps", 2);
    body.put("clip_model", "none");
    body.put("threads", 1);
    body.put("seed", 7);
    return farm.client().submit(body, Optional.empty());
  }

  /** The picture that a job with these LoRAs draws; its file also tells their names. */
  private Rgb drawn(List<Map<String, Object>> loras) throws IOException {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("kind", "generation");
    body.put("model", "shapes-ldm");
    body.put("prompt", "a large red circle");
    body.put("steps", 4);
    body.put("seed", 1);
    body.put("loras", loras);
    Job done = until(farm.client().submit(body, Optional.empty()), Job::ended);
    assertThat(done.status()).as("%s", done.error()).isEqualTo("succeeded");
    Path file = Files.createTempFile("drawn", ".png");
    farm.client().files().download(done.outputs().getFirst(), file);
    return Png.decode(Files.readAllBytes(file), ImageLimits.DEFAULT);
  }

  private Job until(Job job, Predicate<Job> wanted) {
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

  private List<String> log(Job job) {
    List<String> lines = new ArrayList<>();
    farm.client()
        .get("/v1/jobs/" + job.id() + "/logs")
        .path("data")
        .forEach(line -> lines.add(line.path("message").asText()));
    return lines;
  }

  private String picture(int seed) {
    return farm.client().files().upload("sun-" + seed + ".png", png(seed), Optional.empty());
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
