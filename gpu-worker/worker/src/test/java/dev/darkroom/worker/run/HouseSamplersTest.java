package dev.darkroom.worker.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.darkroom.image.ImageLimits;
import dev.darkroom.image.Png;
import dev.darkroom.image.Rgb;
import dev.darkroom.job.id.ModelRef;
import dev.darkroom.job.spec.JobSpec;
import dev.darkroom.ldm.LdmLoader;
import dev.darkroom.model.ModelRegistry;
import dev.darkroom.worker.core.RunOutcome;
import dev.darkroom.world.Hue;
import dev.darkroom.world.Position;
import dev.darkroom.world.Scene;
import dev.darkroom.world.ShapeKind;
import dev.darkroom.world.Size;
import dev.darkroom.world.WorldPainter;
import dev.darkroom.world.judge.Judge;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A job with each sampler that the house model's card names. */
class HouseSamplersTest {
  private static final Path HOUSE = Path.of("..", "..", "deploy", "models", "shapes-ldm");
  private static final int STEPS = 10;

  /** Karras levels lie for the most part far above any at which this model tells something. */
  private static final int KARRAS_STEPS = 20;

  @TempDir private static Path folder;
  private static Stage stage;
  private static RunTask worker;

  @BeforeAll
  static void set() {
    stage = new Stage(folder);
    stage.modelBytes = 256L << 20;
    stage.models.add("house", LdmLoader.FAMILY, HOUSE);
    stage.registry = ModelRegistry.of(Map.of(LdmLoader.FAMILY, new LdmLoader()));
    worker = stage.task();
  }

  static Stream<String> samplers() throws IOException {
    JsonNode card = new ObjectMapper().readTree(HOUSE.resolve("darkroom.json").toFile());
    return StreamSupport.stream(card.path("samplers").spliterator(), false).map(JsonNode::asText);
  }

  @ParameterizedTest
  @MethodSource("samplers")
  void everySamplerOfTheCardDrawsWhatThePromptSays(String sampler) {
    JobSpec job =
        new JobSpec.Generation(
            ModelRef.parse("house@1"),
            "a large red circle on the left on a white background",
            "",
            3,
            sampler.endsWith("_karras") ? KARRAS_STEPS : STEPS,
            3,
            sampler,
            64,
            64,
            1);

    assertThat(stage.run(worker, stage.lease(job)))
        .allMatch(RunOutcome.Succeeded.class::isInstance);

    Scene drawn = Judge.read(WorldPainter.pixels(picture().toBufferedImage())).scene();
    assertThat(
            List.of(
                drawn.shape(), drawn.fill(), drawn.background(), drawn.size(), drawn.position()))
        .containsExactly(ShapeKind.CIRCLE, Hue.RED, Hue.WHITE, Size.LARGE, Position.LEFT);
  }

  private static Rgb picture() {
    return Png.decode(stage.stored(1, "image-0.png"), ImageLimits.DEFAULT);
  }
}
