package dev.darkroom.ldm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.failure.ModelException;
import dev.darkroom.image.Rgb;
import dev.darkroom.ldm.Drawing.Picture;
import dev.darkroom.ldm.sampler.Guidance;
import dev.darkroom.ldm.sampler.Latent;
import dev.darkroom.ldm.sampler.Noise;
import dev.darkroom.ldm.sampler.SamplerName;
import dev.darkroom.model.ClipSkip;
import dev.darkroom.model.GenerationRequest;
import dev.darkroom.model.GenerationRun;
import dev.darkroom.model.LoadOptions;
import dev.darkroom.model.Prompt;
import dev.darkroom.model.SamplingSettings;
import dev.darkroom.model.Seed;
import dev.darkroom.model.Size;
import dev.darkroom.nn.Device;
import dev.darkroom.random.TorchRandom;
import dev.darkroom.weights.DType;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Drawing with the fixtures' small Stable Diffusion. */
class LdmGeneratorTest {
  private static final String CAT = "a photo of a cat";
  private static final String CASTLE = "a castle on a hill at sunset";

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
  void everySeedDrawsItsOwnPictureAndAlwaysTheSame() {
    List<Rgb> pictures = draw(request().seeds(7, 8, 7));
    assertThat(pictures).hasSize(3);
    assertThat(pictures.get(0)).isEqualTo(pictures.get(2)).isNotEqualTo(pictures.get(1));
    assertThat(draw(request().seeds(7, 8, 7))).isEqualTo(pictures);
    assertThat(pictures.getFirst().width()).isEqualTo(48);
    assertThat(pictures.getFirst().height()).isEqualTo(32);
  }

  @ParameterizedTest
  @EnumSource(
      value = SamplerName.class,
      names = {"DDIM", "EULER", "EULER_A", "DPMPP_2M", "DPMPP_2M_KARRAS"})
  void aPictureDoesNotDependOnItsBatchNeighbours(SamplerName sampler) {
    List<Latent> among = latents(sampler, picture(CASTLE, 1), picture(CAT, 2), picture(CASTLE, 3));
    List<Latent> others = latents(sampler, picture(CAT, 9), picture(CAT, 2), picture(CAT, 8));
    assertThat(among.get(1)).isEqualTo(others.get(1));
    assertThat(among.get(0)).isNotEqualTo(others.get(0));

    Latent alone = latents(sampler, picture(CAT, 2)).getFirst();
    assertThat(largestDifference(alone, among.get(1))).isLessThan(1e-4);
  }

  @Test
  void theFirstLatentIsWhatTorchDrawsForTheSeed() {
    float[] torch = TorchRandom.seeded(42).randn(4 * 8 * 12);
    Drawing drawing = drawing(SamplerName.DDIM, List.of(picture(CAT, 42)));
    try (LdmRun run = model.draw(drawing)) {
      assertThat(run.latents()).containsExactly(Latent.of(torch));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "a photo of a dog, blurry, 7.5",
    "a photo of a cat, low quality, 7.5",
    "a photo of a cat, blurry, 3",
    "a photo of a cat, blurry, 1"
  })
  void promptNegativePromptAndGuidanceEachChangeThePicture(
      String prompt, String negative, double guidance) {
    List<Rgb> usual = draw(request().prompt(CAT).negative("blurry").guidance(7.5));
    assertThat(draw(request().prompt(prompt).negative(negative).guidance(guidance)))
        .isNotEqualTo(usual);
  }

  @Test
  void clipSkipAndRescaledGuidanceEachChangeThePicture() {
    List<Rgb> usual = draw(request());
    assertThat(draw(request().clipSkip(ClipSkip.ofDiffusers(1)))).isNotEqualTo(usual);
    assertThat(draw(request().rescale(0.7))).isNotEqualTo(usual);
  }

  @Test
  void etaMakesDdimDrawNoiseAndMeansNothingToOthers() {
    assertThat(draw(request().eta(0.5))).isNotEqualTo(draw(request()));
    assertThatThrownBy(() -> start(request().eta(0.5).sampler("euler")))
        .isInstanceOfSatisfying(ModelException.class, e -> assertThat(e.param()).contains("eta"))
        .hasMessageContaining("means nothing to sampler euler");
  }

  @Test
  void aVariationLiesBetweenItsTwoSeeds() {
    Rgb own = draw(request().seeds(7)).getFirst();
    Rgb other = draw(request().seeds(8)).getFirst();
    assertThat(draw(request().seed(Seed.varied(7, 8, 0))).getFirst()).isEqualTo(own);
    assertThat(largestDifference(draw(request().seed(Seed.varied(7, 8, 1))).getFirst(), other))
        .isLessThanOrEqualTo(1);
    assertThat(draw(request().seed(Seed.varied(7, 8, 0.3))).getFirst())
        .isNotEqualTo(own)
        .isNotEqualTo(other);
  }

  @Test
  void withoutGuidanceTheNegativePromptDoesNothing() {
    assertThat(draw(request().negative("blurry").guidance(1)))
        .isEqualTo(draw(request().negative("watermark").guidance(1)));
  }

  @Test
  void aRunIsToldStepByStepAndPreviewsChangeNothing() {
    try (GenerationRun run = start(request().steps(3))) {
      assertThat(run.total()).isEqualTo(3);
      assertThat(run.preview()).isEmpty();
      assertThatThrownBy(run::result).isInstanceOf(IllegalStateException.class);
      assertThat(run.step()).isTrue();
      assertThat(run.done()).isEqualTo(1);
      assertThat(run.preview()).hasValueSatisfying(p -> assertThat(p.width()).isEqualTo(48));
      assertThat(run.step()).isTrue();
      assertThat(run.step()).isFalse();
      assertThat(run.done()).isEqualTo(3);
      assertThat(run.result()).isEqualTo(draw(request().steps(3)));
      assertThatThrownBy(run::step)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("all 3 steps are done");
    }
  }

  @Test
  void thePreviewOfALargePictureIsSmall() {
    try (GenerationRun run = start(request().steps(2).size(160, 96))) {
      run.step();
      Rgb preview = run.preview().orElseThrow();
      assertThat(preview.width()).isEqualTo(52); // 40 latent pixels in threes, times four
      assertThat(preview.height()).isEqualTo(32);
    }
  }

  @Test
  void runsMayBeAbandonedAndMixed() {
    List<Rgb> wanted = draw(request());
    try (GenerationRun first = start(request());
        GenerationRun abandoned = start(request().size(32, 32))) {
      first.step();
      abandoned.step();
      for (int side = 16; side <= 64; side += 8) { // more sizes than stay compiled
        draw(request().steps(1).size(side, side));
      }
      while (first.step()) {
        assertThat(first.done()).isLessThan(first.total());
      }
      assertThat(first.result()).isEqualTo(wanted);
    }
  }

  @ParameterizedTest
  @EnumSource(SamplerName.class)
  void everySamplerDraws(SamplerName sampler) {
    List<Rgb> pictures = draw(request().sampler(sampler.id()).steps(5));
    assertThat(pictures).hasSize(1);
    assertThat(pictures.getFirst().toBytes()).isNotEqualTo(new byte[48 * 32 * 3]);
  }

  @ParameterizedTest
  @CsvSource({"BF16, false, 24", "BF16, true, 24", "F16, false, 6", "F32, true, 1"})
  void otherDtypesAndLayoutsDrawNearlyTheSame(DType dtype, boolean channelsLast, int levels) {
    Rgb wanted = draw(request().guidance(2)).getFirst();
    var options = new LoadOptions(Device.CPU, Optional.of(dtype), channelsLast, 1);
    try (LdmModel other = new LdmLoader().load(ModelFolder.ORIGINAL, options);
        GenerationRun run = other.generator().orElseThrow().start(request().guidance(2).build())) {
      while (run.step()) {
        assertThat(run.done()).isPositive();
      }
      assertThat(largestDifference(run.result().getFirst(), wanted)).isLessThanOrEqualTo(levels);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          63 | 32 | 4   | ddim  | 7.5   | width          | width 63 is not a multiple of 4 (this model's factor): use 60 or 64
          48 | 2  | 4   | ddim  | 7.5   | height         | height 2 is not in 4 to 2048
          48 | 99999 | 4 | ddim | 7.5   | height         | height 99999 is not in 4 to 2048
          48 | 32 | 1001 | ddim | 7.5   | steps          | use 1 to 1000
          48 | 32 | 4   | plms  | 7.5   | sampler        | sampler 'plms' is not known: use ddim
          48 | 32 | 4   | ddim  | -1    | guidance_scale | guidance_scale -1.0 is not in 0 to 1000
          """)
  void whatTheModelCannotDrawIsRefusedByField(
      int width,
      int height,
      int steps,
      String sampler,
      double guidance,
      String param,
      String message) {
    var request = request().size(width, height).steps(steps).sampler(sampler).guidance(guidance);
    assertThatThrownBy(() -> start(request))
        .isInstanceOfSatisfying(
            ModelException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ModelException.Code.REQUEST_INVALID);
              assertThat(e.param()).contains(param);
            })
        .hasMessageContaining(message);
  }

  @Test
  void bothConventionsOfClipSkipMeanTheSamePromptAndTreatTheNegativeApart() {
    RequestBuilder usual = request().negative("blurry");
    assertThat(draw(usual.clipSkip(ClipSkip.ofWebUi(1))))
        .isEqualTo(draw(request().negative("blurry")));
    List<Rgb> skipped = draw(usual.clipSkip(ClipSkip.ofDiffusers(1)));
    assertThat(draw(usual.clipSkip(ClipSkip.ofWebUi(2)))).isNotEqualTo(skipped);
    RequestBuilder unguided = request().guidance(1);
    assertThat(draw(unguided.clipSkip(ClipSkip.ofWebUi(2))))
        .isEqualTo(draw(unguided.clipSkip(ClipSkip.ofDiffusers(1))));
  }

  @Test
  void aPlainPromptIsReadAsItStandsAndCut() {
    String most = "a ".repeat(75);
    assertThat(draw(request().plain().prompt(most + "cat")))
        .isEqualTo(draw(request().plain().prompt(most)));
    assertThat(draw(request().plain().prompt("(cat:1.5)")))
        .isNotEqualTo(draw(request().prompt("(cat:1.5)")));
    assertThat(draw(request().plain())).isEqualTo(draw(request()));
  }

  @Test
  void aLongPromptIsReadToItsEnd() {
    String most = "a ".repeat(75);
    assertThat(draw(request().prompt(most + "cat"))).isNotEqualTo(draw(request().prompt(most)));
    assertThat(draw(request().prompt(most + "cat")))
        .isEqualTo(draw(request().prompt(most + "BREAK cat")));
  }

  @Test
  void aPromptThatChangesDrawsTheFirstPartLikeItsBeginning() {
    String cat = "a photo of a cat";
    assertThat(draw(request().prompt("a photo of a [cat:dog:4]")))
        .isEqualTo(draw(request().prompt(cat)));
    assertThat(draw(request().prompt("a photo of a [cat:dog:2]")))
        .isNotEqualTo(draw(request().prompt(cat)))
        .isEqualTo(draw(request().prompt("a photo of a [cat:dog:0.5]")));
  }

  @Test
  void composedPromptsPullTogether() {
    List<Rgb> cat = draw(request().prompt("a cat"));
    assertThat(draw(request().prompt("a cat AND a cat:0"))).isEqualTo(cat);
    assertThat(draw(request().prompt("a cat AND a dog"))).isNotEqualTo(cat);
  }

  @Test
  void aPictureDoesNotDependOnTheLengthOfItsNeighboursPrompts() {
    String longer = "a ".repeat(80) + "castle";
    Latent among = latents(SamplerName.DDIM, picture(CAT, 2), picture(longer, 3)).getFirst();
    Latent alone = latents(SamplerName.DDIM, picture(CAT, 2)).getFirst();
    assertThat(largestDifference(among, alone)).isLessThan(1e-4);
  }

  private static RequestBuilder request() {
    return new RequestBuilder();
  }

  private static GenerationRun start(RequestBuilder request) {
    return model.generator().orElseThrow().start(request.build());
  }

  private static List<Rgb> draw(RequestBuilder request) {
    try (GenerationRun run = start(request)) {
      while (run.step()) {
        assertThat(run.done()).isLessThan(run.total());
      }
      return run.result();
    }
  }

  private static Picture picture(String prompt, long seed) {
    return new Picture(prompt, "", Noise.of(TorchRandom.seeded(seed)));
  }

  private static Drawing drawing(SamplerName sampler, List<Picture> pictures) {
    return new Drawing(
        pictures,
        new Drawing.Method(model.sampler(sampler), 4, Guidance.of(5)),
        new Drawing.Reading(Prompt.Syntax.WEIGHTED, ClipSkip.NONE),
        new Size(48, 32),
        new Origin.Nothing());
  }

  private static List<Latent> latents(SamplerName sampler, Picture... pictures) {
    try (LdmRun run = model.draw(drawing(sampler, List.of(pictures)))) {
      while (run.step()) {
        assertThat(run.done()).isPositive();
      }
      return run.latents();
    }
  }

  private static double largestDifference(Latent a, Latent b) {
    double largest = 0;
    for (int i = 0; i < a.size(); i++) {
      largest = Math.max(largest, Math.abs(a.at(i) - b.at(i)));
    }
    return largest;
  }

  private static int largestDifference(Rgb a, Rgb b) {
    byte[] left = a.toBytes();
    byte[] right = b.toBytes();
    int largest = 0;
    for (int i = 0; i < left.length; i++) {
      largest = Math.max(largest, Math.abs((left[i] & 0xFF) - (right[i] & 0xFF)));
    }
    return largest;
  }

  private static final class RequestBuilder {
    private String prompt = CAT;
    private String negative = "";
    private Prompt.Syntax syntax = Prompt.Syntax.WEIGHTED;
    private ClipSkip clipSkip = ClipSkip.NONE;
    private double rescale;
    private double eta;
    private List<Seed> seeds = List.of(Seed.of(42));
    private int steps = 4;
    private double guidance = 7.5;
    private String sampler = "ddim";
    private int width = 48;
    private int height = 32;

    RequestBuilder prompt(String value) {
      prompt = value;
      return this;
    }

    RequestBuilder negative(String value) {
      negative = value;
      return this;
    }

    RequestBuilder seeds(long... values) {
      seeds = LongStream.of(values).mapToObj(Seed::of).toList();
      return this;
    }

    RequestBuilder seed(Seed value) {
      seeds = List.of(value);
      return this;
    }

    RequestBuilder plain() {
      syntax = Prompt.Syntax.PLAIN;
      return this;
    }

    RequestBuilder clipSkip(ClipSkip value) {
      clipSkip = value;
      return this;
    }

    RequestBuilder eta(double value) {
      eta = value;
      return this;
    }

    RequestBuilder rescale(double value) {
      rescale = value;
      return this;
    }

    RequestBuilder steps(int value) {
      steps = value;
      return this;
    }

    RequestBuilder guidance(double value) {
      guidance = value;
      return this;
    }

    RequestBuilder sampler(String value) {
      sampler = value;
      return this;
    }

    RequestBuilder size(int w, int h) {
      width = w;
      height = h;
      return this;
    }

    GenerationRequest build() {
      return new GenerationRequest(
          new Prompt(prompt, negative, syntax, clipSkip),
          seeds,
          new SamplingSettings(sampler, steps, guidance, rescale, eta),
          new Size(width, height));
    }
  }
}
