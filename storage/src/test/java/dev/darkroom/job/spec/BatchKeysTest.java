package dev.darkroom.job.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.ModelRef;
import dev.darkroom.job.spec.GenerationOptions.Tuning;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class BatchKeysTest {
  private static final ModelRef MODEL = ModelRef.parse("shapes-ldm@2");
  private static final JobSpec.Generation PLAIN = generation(MODEL, "a red circle", 1, 20, "ddim");
  private static final Picture PICTURE =
      new Picture("a.png", "u/a", Digest.of(new byte[] {1}), 1, Optional.empty());

  @Test
  void aPlainGenerationIsNamedByAllThatMustAgree() {
    assertThat(BatchKeys.of(PLAIN)).contains("generation/shapes-ldm@2/64x48/ddim/20");
  }

  @Test
  void promptSeedWordsGuidanceFormatAndNumberOfPicturesAreEachJobsOwn() {
    JobSpec.Generation other =
        new JobSpec.Generation(
            MODEL,
            "a blue square, <my-word>",
            "blurry",
            77,
            20,
            1.0,
            "ddim",
            64,
            48,
            3,
            List.of(new WordRef("<my-word>", "my-word", 1, "e/my-word", Digest.of(new byte[0]))),
            Optional.of(
                with(o ->
                    new GenerationOptions(
                        o.source(),
                        Optional.of(new GenerationOptions.Variation(3, 0.5)),
                        new Tuning(1, 0.7, 0, Optional.of(GenerationOptions.PromptSyntax.PLAIN)),
                        o.loras(),
                        PictureFormat.PNG))));
    assertThat(BatchKeys.of(other)).isEqualTo(BatchKeys.of(PLAIN));
  }

  @Test
  void modelVersionSizeSamplerStepsEtaAndLorasEachMakeAnotherKey() {
    JobSpec.Generation smaller =
        new JobSpec.Generation(MODEL, "a red circle", "", 1, 20, 5, "ddim", 48, 48, 1);
    List<JobSpec> all =
        List.of(
            PLAIN,
            generation(ModelRef.parse("shapes-ldm@3"), "a red circle", 1, 20, "ddim"),
            generation(MODEL, "a red circle", 1, 21, "ddim"),
            generation(MODEL, "a red circle", 1, 20, "euler"),
            smaller,
            PLAIN.with(with(o -> tuned(o, new Tuning(0, 0, 0.5)))),
            PLAIN.with(with(o -> adapted(o, lora(1, 0.8)))),
            PLAIN.with(with(o -> adapted(o, lora(1, 0.5)))),
            PLAIN.with(with(o -> adapted(o, lora(2, 0.8)))));
    assertThat(all.stream().map(BatchKeys::of).distinct())
        .hasSize(all.size())
        .doesNotContain(Optional.empty());
  }

  @Test
  void picturesMadeFromOthersRunAlone() {
    List<PictureSource> sources =
        List.of(
            new PictureSource.Image(PICTURE, 0.5),
            new PictureSource.Latent(PICTURE),
            new PictureSource.Inpaint(PICTURE, PICTURE, 0.5),
            new PictureSource.Outpaint(PICTURE, 0, 0, 8, 1),
            new PictureSource.TwoPass(32, 32, PictureSource.Upscaler.LATENT, 0.5));
    assertThat(sources)
        .allSatisfy(source ->
            assertThat(
                    BatchKeys.of(
                        PLAIN.with(
                            with(o ->
                                new GenerationOptions(
                                    source, o.variation(), o.tuning(), o.loras(), o.format())))))
                .isEmpty());
  }

  @Test
  void aModelWithoutAVersionIsNotKnownToBeTheSame() {
    assertThat(BatchKeys.of(generation(ModelRef.parse("shapes-ldm"), "a", 1, 20, "ddim")))
        .isEmpty();
  }

  @Test
  void noopsOfAModelRunTogetherHoweverLongTheyTake() {
    assertThat(BatchKeys.of(new JobSpec.Noop(ModelRef.parse("noop"), 5)))
        .isEqualTo(BatchKeys.of(new JobSpec.Noop(ModelRef.parse("noop"), 500)))
        .contains("noop/noop");
  }

  private static JobSpec.Generation generation(
      ModelRef model, String prompt, long seed, int steps, String sampler) {
    return new JobSpec.Generation(model, prompt, "", seed, steps, 5, sampler, 64, 48, 1);
  }

  private static GenerationOptions with(UnaryOperator<GenerationOptions> change) {
    return change.apply(GenerationOptions.PLAIN);
  }

  private static GenerationOptions tuned(GenerationOptions o, Tuning tuning) {
    return new GenerationOptions(o.source(), o.variation(), tuning, o.loras(), o.format());
  }

  private static GenerationOptions adapted(GenerationOptions o, LoraRef lora) {
    return new GenerationOptions(o.source(), o.variation(), o.tuning(), List.of(lora), o.format());
  }

  private static LoraRef lora(int file, double weight) {
    return new LoraRef(ModelRef.parse("style@1"), Digest.of(new byte[] {(byte) file}), weight);
  }
}
