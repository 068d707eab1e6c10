package dev.darkroom.house;

import static dev.darkroom.world.Attribute.BACKGROUND;
import static dev.darkroom.world.Attribute.FILL;
import static dev.darkroom.world.Attribute.PATTERN;
import static dev.darkroom.world.Attribute.POSITION;
import static dev.darkroom.world.Attribute.SHAPE;
import static dev.darkroom.world.Attribute.SIZE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.ldm.LdmLoader;
import dev.darkroom.model.LoadOptions;
import dev.darkroom.model.LoadedModel;
import dev.darkroom.world.Attribute;
import dev.darkroom.world.judge.Confusions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The model in the repository draws what captions of held-out combinations say. */
class ShippedHouseModelTest {
  private static final Path MODEL = Path.of("../deploy/models/shapes-ldm");

  /** What the model is held to, of each attribute that a caption names. */
  private static final Map<Attribute, Double> BAR =
      Map.of(FILL, 0.97, BACKGROUND, 0.97, SHAPE, 0.85, PATTERN, 0.85, SIZE, 0.85, POSITION, 0.85);

  @Test
  void itDrawsTheColoursAndPlacesThatItIsAskedFor() {
    Confusions score = score(12);

    assertThat(score.accuracy(BACKGROUND)).isGreaterThan(0.9);
    assertThat(score.accuracy(FILL)).isGreaterThan(0.7);
    assertThat(score.accuracy(POSITION)).isGreaterThan(0.7);
  }

  @Test
  @Tag("long")
  void itMeetsItsBarOverFourHundredHeldOutCaptions() {
    Confusions score = score(400);

    SoftAssertions softly = new SoftAssertions();
    BAR.forEach((attribute, least) ->
        softly
            .assertThat(score.accuracy(attribute))
            .as(attribute.words())
            .isGreaterThanOrEqualTo(least));
    softly.assertAll();
  }

  @Test
  void itFitsTheRepository() throws IOException {
    try (Stream<Path> files = Files.walk(MODEL)) {
      assertThat(files.mapToLong(file -> file.toFile().length()).sum()).isLessThan(20_000_000);
    }
  }

  private static Confusions score(int pictures) {
    try (LoadedModel model = new LdmLoader().load(MODEL, LoadOptions.cpu())) {
      return Evaluation.ofModel(
          model.generator().orElseThrow(),
          new Evaluation.Settings(pictures, 20, 3, "ddim"),
          _ -> {});
    }
  }
}
