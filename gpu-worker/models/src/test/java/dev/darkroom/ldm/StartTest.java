package dev.darkroom.ldm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.failure.ModelException;
import dev.darkroom.image.Planes;
import dev.darkroom.image.Resize;
import dev.darkroom.image.Rgb;
import dev.darkroom.ldm.sampler.Latent;
import dev.darkroom.ldm.sampler.Noise;
import dev.darkroom.ldm.sampler.SamplerName;
import dev.darkroom.model.GenerationRequest;
import dev.darkroom.model.GenerationRun;
import dev.darkroom.model.LoadOptions;
import dev.darkroom.model.Prompt;
import dev.darkroom.model.SamplingSettings;
import dev.darkroom.model.Seed;
import dev.darkroom.model.Size;
import dev.darkroom.model.Start;
import dev.darkroom.random.TorchRandom;
import dev.darkroom.testing.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Drawing from given pictures, with the fixtures' small Stable Diffusion. */
class StartTest {
  private static final Size SIZE = new Size(48, 32);
  private static final Rgb PICTURE = painted(SIZE, i -> 0x030507 * i & 0xFFFFFF);

  /** The right half is drawn anew. */
  private static final Rgb MASK = painted(SIZE, i -> i % 48 < 24 ? 0 : 0xFFFFFF);

  private static LdmModel model;

  @BeforeAll
  static void load() {
    model = new LdmLoader().load(ModelFolder.ORIGINAL, LoadOptions.cpu());
  }

  @AfterAll
  static void close() {
    model.close();
  }

  @Test
  void imageToImageDoesTheLastPartOfTheSteps() {
    try (GenerationRun run = start(new Start.FromPicture(PICTURE, 0.5))) {
      assertThat(run.total()).isEqualTo(2);
      assertThat(run.step()).isTrue();
      assertThat(run.step()).isFalse();
      assertThat(run.done()).isEqualTo(2);
    }
    assertThat(draw(new Start.FromPicture(PICTURE, 0.5)))
        .isEqualTo(draw(new Start.FromPicture(PICTURE, 0.5)))
        .isNotEqualTo(draw(new Start.FromPicture(PICTURE, 1)))
        .isNotEqualTo(draw(new Start.FromPicture(MASK, 0.5)));
  }

  @Test
  void picturesOfAnotherSizeAreResizedByLanczos() {
    Rgb large = painted(new Size(80, 72), i -> 0x050301 * i & 0xFFFFFF);
    Rgb small = Resize.to(large, 48, 32, Resize.Filter.LANCZOS);
    assertThat(draw(new Start.FromPicture(large, 0.5)))
        .isEqualTo(draw(new Start.FromPicture(small, 0.5)));
  }

  @Test
  void noiseIsDrawnInTheOrderOfDiffusersFromThePicturesOwnStream() {
    TorchRandom random = TorchRandom.seeded(5);
    int size = 4 * 8 * 12;
    float[] sample = random.randn(size);
    float[] noise = random.randn(size);
    Latent planes = Latent.of(Planes.of(PICTURE));
    Latent z =
        model
            .autoencoder()
            .sample(model.autoencoder().encode(planes, 8, 12), _ -> Latent.of(sample));
    try (LdmRun run = (LdmRun) start(new Start.FromPicture(PICTURE, 1))) {
      var plan = model.sampler(SamplerName.EULER).plan(4);
      assertThat(run.latents()).containsExactly(plan.addNoise(0, z, Latent.of(noise)));
    }
  }

  @Test
  void whatTheMaskKeepsEndsAsThePicturesOwnLatent() {
    try (LdmRun run = (LdmRun) start(new Start.Repaint(PICTURE, MASK, 0.75))) {
      while (run.step()) {
        assertThat(run.done()).isLessThan(3);
      }
      Noise noise = Noise.of(TorchRandom.seeded(5));
      Latent planes = Latent.of(Planes.of(PICTURE));
      Latent z = model.autoencoder().sample(model.autoencoder().encode(planes, 8, 12), noise);
      Latent drawn = run.latents().getFirst();
      assertThat(
              IntStream.range(0, z.size())
                  .filter(i -> i % 12 < 6)
                  .allMatch(i -> z.at(i) == drawn.at(i)))
          .isTrue();
      assertThat(
              IntStream.range(0, z.size())
                  .filter(i -> i % 12 >= 6)
                  .noneMatch(i -> z.at(i) == drawn.at(i)))
          .isTrue();
    }
  }

  @Test
  void anExtendedPictureIsARepaintedCanvas() {
    Rgb part = Resize.to(PICTURE, 24, 32, Resize.Filter.LANCZOS);
    Rgb extended = draw(new Start.Extend(part, 0, 0, 0, 1));
    assertThat(extended.width()).isEqualTo(48);
    assertThat(extended).isNotEqualTo(draw(new Start.Extend(part, 24, 0, 0, 1)));
    refused("image", "is not within 48x32", () -> start(new Start.Extend(part, 32, 0, 0, 1)));
  }

  @ParameterizedTest
  @EnumSource(Start.Enlargement.class)
  void aSecondPassGoesOnFromASmallerPicture(Start.Enlargement enlargement) {
    var start = new Start.FromSmaller(new Size(24, 16), enlargement, 0.5);
    try (GenerationRun run = start(start)) {
      assertThat(run.total()).isEqualTo(4 + 2);
      for (int done = 1; done < 6; done++) {
        assertThat(run.step()).isTrue();
        assertThat(run.done()).isEqualTo(done);
        assertThat(run.preview()).isPresent();
      }
      assertThat(run.step()).isFalse();
      assertThat(run.result().getFirst().width()).isEqualTo(48);
      assertThat(run.result().getFirst()).isEqualTo(draw(start));
    }
  }

  @Test
  void aSecondPassByPixelsIsImageToImageOfTheFirstPassesPicture() {
    Rgb small = draw(request().withSize(new Size(24, 16)));
    Rgb large = Resize.to(small, 48, 32, Resize.Filter.LANCZOS);
    var start = new Start.FromSmaller(new Size(24, 16), Start.Enlargement.PIXELS_LANCZOS, 0.5);
    assertThat(draw(start)).isEqualTo(draw(new Start.FromPicture(large, 0.5)));
  }

  @Test
  void whatIsWrongWithTheSecondPassIsSaidBeforeTheFirst() {
    var size = new Size(24, 16);
    refused(
        "strength",
        "leaves no step",
        () -> start(new Start.FromSmaller(size, Start.Enlargement.LATENT_NEAREST, 0.1)));
    refused(
        "width",
        "width 50 is not a multiple of 4",
        () ->
            start(
                model,
                request()
                    .withSize(new Size(50, 32))
                    .withStart(
                        new Start.FromSmaller(size, Start.Enlargement.LATENT_NEAREST, 0.5))));
  }

  @Test
  void aVariationOfAPictureTurnsItsNoiseAndNotItsSample() {
    var start = new Start.FromPicture(PICTURE, 0.5);
    GenerationRequest own = request().withStart(start);
    Rgb usual = draw(own);
    assertThat(draw(own.withSeeds(List.of(Seed.varied(5, 6, 0))))).isEqualTo(usual);
    assertThat(draw(own.withSeeds(List.of(Seed.varied(5, 6, 0.4))))).isNotEqualTo(usual);
    Latent planes = Latent.of(Planes.of(PICTURE));
    Noise five = Noise.of(TorchRandom.seeded(5));
    Latent z = model.autoencoder().sample(model.autoencoder().encode(planes, 8, 12), five);
    var plan = model.sampler(SamplerName.EULER).plan(4).lastPart(0.5);
    Latent turned =
        Variations.slerp(
            0.4, five.draw(z.size()), Noise.of(TorchRandom.seeded(6)).draw(z.size()), 8, 12);
    try (LdmRun run =
        (LdmRun)
            model.generator().orElseThrow().start(own.withSeeds(List.of(Seed.varied(5, 6, 0.4))))) {
      assertThat(run.latents()).containsExactly(plan.addNoise(plan.first(), z, turned));
    }
  }

  @Test
  void aTiledAutoencoderDrawsNearlyTheSameAndSmallPicturesExactly() {
    try (LdmModel tiled = new LdmLoader().load(ModelFolder.ORIGINAL, LoadOptions.cpu().tiled())) {
      GenerationRequest small = request().withSize(new Size(32, 32));
      assertThat(draw(tiled, small)).isEqualTo(draw(small));
      GenerationRequest large = request().withSize(new Size(64, 48));
      assertThat(draw(tiled, large)).isNotEqualTo(draw(large));
      assertThat(draw(tiled, large).height()).isEqualTo(48);
      assertThat(draw(tiled, request().withStart(new Start.FromPicture(PICTURE, 1))).width())
          .isEqualTo(48);
    }
  }

  @Test
  void aStrengthThatLeavesNoStepIsRefused() {
    refused("strength", "use 0.25 to 1", () -> start(new Start.FromPicture(PICTURE, 0.2)));
    refused("strength", "not above 0 and up to 1", () -> new Start.Repaint(PICTURE, MASK, 1.5));
  }

  @Test
  void aNetworkThatSeesTheMaskRepaintsAndDoesNothingElse(@TempDir Path folder) throws IOException {
    Path copy = ModelFolder.copyTo(folder).path();
    Path unet = Fixtures.folder("ldm/pipeline/sd_tiny/unet9");
    for (String file : List.of("config.json", "diffusion_pytorch_model.safetensors")) {
      Files.copy(
          unet.resolve(file),
          copy.resolve("unet").resolve(file),
          StandardCopyOption.REPLACE_EXISTING);
    }
    try (LdmModel inpainting = new LdmLoader().load(copy, LoadOptions.cpu())) {
      Rgb forgotten = draw(inpainting, new Start.Repaint(PICTURE, MASK, 1));
      Rgb half = draw(inpainting, new Start.Repaint(PICTURE, MASK, 0.5));
      assertThat(forgotten).isNotEqualTo(half);
      refused("mask", "only repaints", () -> start(inpainting, new Start.FromNoise()));
      refused("mask", "only repaints", () -> start(inpainting, new Start.FromPicture(PICTURE, 1)));
    }
  }

  private static Rgb painted(Size size, IntUnaryOperator pixel) {
    int[] pixels = IntStream.range(0, size.width() * size.height()).map(pixel).toArray();
    return Rgb.ofPixels(size.width(), size.height(), pixels);
  }

  private static GenerationRun start(Start start) {
    return start(model, start);
  }

  private static GenerationRequest request() {
    return new GenerationRequest(
        Prompt.of("a photo of a cat", ""),
        List.of(Seed.of(5)),
        SamplingSettings.of("euler", 4, 5),
        SIZE);
  }

  private static GenerationRun start(LdmModel model, Start start) {
    return start(model, request().withStart(start));
  }

  private static GenerationRun start(LdmModel model, GenerationRequest request) {
    return model.generator().orElseThrow().start(request);
  }

  private static Rgb draw(Start start) {
    return draw(model, start);
  }

  private static Rgb draw(GenerationRequest request) {
    return draw(model, request);
  }

  private static Rgb draw(LdmModel model, Start start) {
    return draw(model, request().withStart(start));
  }

  private static Rgb draw(LdmModel model, GenerationRequest request) {
    try (GenerationRun run = start(model, request)) {
      while (run.step()) {
        assertThat(run.done()).isLessThan(run.total());
      }
      return run.result().getFirst();
    }
  }

  private static void refused(String param, String message, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(ModelException.class, e -> assertThat(e.param()).contains(param))
        .hasMessageContaining(message);
  }
}
