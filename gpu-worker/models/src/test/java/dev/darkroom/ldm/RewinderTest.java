package dev.darkroom.ldm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.failure.ModelException;
import dev.darkroom.image.Rgb;
import dev.darkroom.model.ClipSkip;
import dev.darkroom.model.GenerationRequest;
import dev.darkroom.model.GenerationRun;
import dev.darkroom.model.LoadOptions;
import dev.darkroom.model.Prompt;
import dev.darkroom.model.Rewinder;
import dev.darkroom.model.SamplingSettings;
import dev.darkroom.model.Seed;
import dev.darkroom.model.Size;
import dev.darkroom.model.Start;
import dev.darkroom.model.StartFile;
import dev.darkroom.random.TorchRandom;
import dev.darkroom.weights.HostTensor;
import dev.darkroom.weights.WeightsException;
import dev.darkroom.world.Hue;
import dev.darkroom.world.Outline;
import dev.darkroom.world.Pattern;
import dev.darkroom.world.Position;
import dev.darkroom.world.Scene;
import dev.darkroom.world.ShapeKind;
import dev.darkroom.world.WorldPainter;
import dev.darkroom.world.judge.Judge;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** From a picture of the house world to its noise and back, with the house model. */
class RewinderTest {
  private static final Path HOUSE = Path.of("..", "..", "deploy", "models", "shapes-ldm");
  private static final Size SIZE = new Size(64, 64);
  private static final String PROMPT = "a large red circle on the left on a white background";
  private static final Scene SCENE =
      new Scene(
          ShapeKind.CIRCLE,
          Hue.RED,
          Hue.WHITE,
          Pattern.SOLID,
          Outline.NONE,
          dev.darkroom.world.Size.LARGE,
          Position.LEFT);

  private static LdmModel model;

  @BeforeAll
  static void load() {
    model = new LdmLoader().load(HOUSE, LoadOptions.cpu());
  }

  @AfterAll
  static void close() {
    model.close();
  }

  @Test
  void aPictureDrawnFromItsOwnNoiseIsThePictureAgainAndMoreStepsComeNearer() {
    Rgb picture = Rgb.of(WorldPainter.draw(SCENE, 1));

    Rgb few = drawn(rewound(picture, PROMPT, 5), PROMPT, 5);
    Rgb many = drawn(rewound(picture, PROMPT, 20), PROMPT, 20);

    assertThat(Judge.read(WorldPainter.pixels(many.toBufferedImage())).scene()).isEqualTo(SCENE);
    assertThat(distance(picture, many)).isLessThan(distance(picture, few)).isLessThan(12);
  }

  /** Without any guidance the colour stays half way; with much of it the place is lost. */
  @Test
  void withAnotherPromptAndLittleGuidanceTheNoiseKeepsThePlace() {
    Rgb picture = Rgb.of(WorldPainter.draw(SCENE, 1));
    HostTensor noise = rewound(picture, PROMPT, 20);

    Rgb other =
        draw(
            request("a large blue circle on a white background", 20, 1.5)
                .withStart(new Start.FromLatent(noise)));

    Scene read = Judge.read(WorldPainter.pixels(other.toBufferedImage())).scene();
    assertThat(read.position()).isEqualTo(Position.LEFT);
    assertThat(read.fill()).isEqualTo(Hue.BLUE);
  }

  @Test
  void theNoiseOfASeedGivenAsALatentDrawsWhatTheSeedDraws() {
    HostTensor noise = HostTensor.ofFloats(TorchRandom.seeded(7).randn(4 * 16 * 16), 4, 16, 16);

    Rgb given = draw(request(PROMPT, 3).withStart(new Start.FromLatent(noise)));
    Rgb seeded = draw(request(PROMPT, 3).withSeeds(List.of(Seed.of(7))));

    assertThat(given).isEqualTo(seeded);
  }

  @Test
  void aLatentOfAnotherSizeIsRefusedWithBothShapes() {
    HostTensor small = HostTensor.ofFloats(new float[4 * 8 * 8], 4, 8, 8);

    assertThatThrownBy(() -> draw(request(PROMPT, 2).withStart(new Start.FromLatent(small))))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("64x64 pixels")
        .satisfies(e -> assertThat(((ModelException) e).param()).contains("init_latent"));
  }

  @Test
  void aLatentIsTheSameOutOfItsFileAndOtherFilesAreRefused() {
    HostTensor noise = HostTensor.ofFloats(TorchRandom.seeded(7).randn(4 * 6), 4, 2, 3);

    byte[] file = StartFile.encode(noise, Map.of("prompt", PROMPT));

    assertThat(StartFile.read(file).sameBits(noise)).isTrue();
    byte[] flat = StartFile.encode(noise.reshape(24), Map.of());
    assertThatThrownBy(() -> StartFile.read(flat))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("not (C, h, w)");
    byte[] wild = StartFile.encode(HostTensor.ofFloats(new float[] {Float.NaN}, 1, 1, 1), Map.of());
    assertThatThrownBy(() -> StartFile.read(wild)).hasMessageContaining("not finite");
    assertThatThrownBy(() -> StartFile.read(new byte[20])).isInstanceOf(WeightsException.class);
  }

  private static HostTensor rewound(Rgb picture, String prompt, int steps) {
    var request = new Rewinder.Request(picture, prompt, steps, SIZE, List.of());
    try (Rewinder.Run run = model.rewinder().orElseThrow().start(request)) {
      while (run.done() < run.total()) {
        run.step();
      }
      return run.result();
    }
  }

  private static Rgb drawn(HostTensor noise, String prompt, int steps) {
    return draw(request(prompt, steps).withStart(new Start.FromLatent(noise)));
  }

  private static GenerationRequest request(String prompt, int steps) {
    return request(prompt, steps, 1);
  }

  private static GenerationRequest request(String prompt, int steps, double guidance) {
    return new GenerationRequest(
        new Prompt(prompt, "", Prompt.Syntax.PLAIN, ClipSkip.NONE),
        List.of(Seed.of(0)),
        SamplingSettings.of("ddim", steps, guidance),
        SIZE);
  }

  private static Rgb draw(GenerationRequest request) {
    try (GenerationRun run = model.generator().orElseThrow().start(request)) {
      while (run.done() < run.total()) {
        run.step();
      }
      return run.result().getFirst();
    }
  }

  /** The mean absolute difference of all channels, of 255. */
  private static double distance(Rgb a, Rgb b) {
    long sum = 0;
    for (int i = 0; i < 64 * 64; i++) {
      for (int shift = 0; shift <= 16; shift += 8) {
        int x = a.at(i % 64, i / 64) >> shift & 0xFF;
        sum += Math.abs(x - (b.at(i % 64, i / 64) >> shift & 0xFF));
      }
    }
    return sum / (3.0 * 64 * 64);
  }
}
