package dev.darkroom.finetune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.image.Buckets;
import dev.darkroom.image.Rgb;
import dev.darkroom.inversion.LdmInverter;
import dev.darkroom.ldm.FirstModel;
import dev.darkroom.ldm.LargeModel;
import dev.darkroom.ldm.LdmLoader;
import dev.darkroom.ldm.LdmModel;
import dev.darkroom.ldm.PictureSizes;
import dev.darkroom.lora.Lora;
import dev.darkroom.lora.LoraPart;
import dev.darkroom.lora.LoraReader;
import dev.darkroom.lora.LoraUse;
import dev.darkroom.model.FineTuneRequest;
import dev.darkroom.model.FineTuneRequest.Objective;
import dev.darkroom.model.GenerationRequest;
import dev.darkroom.model.GenerationRun;
import dev.darkroom.model.InversionRequest.Batch;
import dev.darkroom.model.LoadOptions;
import dev.darkroom.model.Prompt;
import dev.darkroom.model.SamplingSettings;
import dev.darkroom.model.Seed;
import dev.darkroom.model.Size;
import dev.darkroom.model.TrainingRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Low-rank adaptations of models with two text encoders, or with the first model's own. */
class LargeLoraTest {
  @TempDir Path folder;

  @Test
  void sdxlLearnsInItsUNetAndBothTextEncoders() throws IOException {
    Lora lora = learned(LargeModel.write(folder.resolve("model")));
    assertThat(lora.layers().keySet()).isEqualTo(Set.of(LoraPart.values()));
    assertThat(lora.layers().get(LoraPart.TEXT_ENCODER_2))
        .containsKey("text_model.encoder.layers.0.self_attn.q_proj");
  }

  @Test
  void theFirstModelLearnsInItsUNetAndItsTransformer() throws IOException {
    Lora lora = learned(FirstModel.write(folder.resolve("model")));
    assertThat(lora.layers().keySet())
        .containsExactlyInAnyOrder(LoraPart.UNET, LoraPart.TEXT_ENCODER);
    assertThat(lora.layers().get(LoraPart.TEXT_ENCODER))
        .containsKey("transformer.attn_layers.layers.0.1.to_q");
  }

  @Test
  void wholeSdxlWritesAFolderThatDrawsWhatTheTrainingDrew() throws IOException {
    Path files = LargeModel.write(folder.resolve("model"));
    Path written = Files.createDirectory(folder.resolve("written"));
    try (LdmModel model = load(files);
        TrainingRun run = start(model, Tunings.of(Tunings.whole(), 2))) {
      finish(run);
      List<Rgb> sample = drawn(run.sample(request()));
      run.artifacts(written);
      try (LdmModel learned = load(written)) {
        assertThat(drawn(learned.generator().orElseThrow().start(request()))).isEqualTo(sample);
      }
    }
  }

  @Test
  void sdxlIsToldTheWholePicturesSizeAndWhatWasCutOff() throws IOException {
    try (LdmModel model = load(LargeModel.write(folder.resolve("model")))) {
      FineTuneRequest request = Tunings.of(Tunings.everyLayer(), 1);
      Draws draws = new Draws(model, request);
      List<PictureSizes> told =
          LongStream.range(0, 8)
              .mapToObj(draws::of)
              .flatMap(List::stream)
              .map(Draw::sizes)
              .toList();
      // 40x37 becomes 35x32, of which one column on the left and two on the right are cut off.
      assertThat(told)
          .contains(new PictureSizes(new Size(40, 37), 0, 1, new Size(32, 32)))
          .allMatch(sizes -> sizes.target().equals(new Size(32, 32)));
    }
  }

  /** What a training wrote, which draws what the training drew. */
  private Lora learned(Path files) throws IOException {
    FineTuneRequest request =
        Tunings.with(
            Tunings.of(
                Tunings.everyLayer(), Tunings.descent(3, new Batch(2, 1, 1)), Objective.PLAIN),
            Tunings.material(Buckets.square(32)));
    try (LdmModel model = load(files);
        TrainingRun run = start(model, request)) {
      List<Rgb> before = drawn(run.sample(request()));
      finish(run);
      List<Rgb> sample = drawn(run.sample(request()));
      assertThat(sample).isNotEqualTo(before);
      Lora lora = LoraReader.read(run.artifacts(folder).getFirst().path());
      GenerationRequest with = request().withLoras(List.of(new LoraUse(lora, 1)));
      assertThat(drawn(model.generator().orElseThrow().start(with))).isEqualTo(sample);
      return lora;
    }
  }

  private static LdmModel load(Path files) {
    return new LdmLoader(LdmInverter::new, LdmFineTuner::new).load(files, LoadOptions.cpu());
  }

  private static TrainingRun start(LdmModel model, FineTuneRequest request) {
    return model.fineTuner().orElseThrow().start(request, Optional.empty());
  }

  private static void finish(TrainingRun run) {
    while (run.step()) {
      assertThat(run.last().orElseThrow().skipped()).isFalse();
    }
  }

  private static GenerationRequest request() {
    return new GenerationRequest(
        Prompt.of("a photo of a thing", ""),
        List.of(Seed.of(3)),
        SamplingSettings.of("ddim", 2, 2),
        new Size(32, 32));
  }

  private static List<Rgb> drawn(GenerationRun run) {
    try (run) {
      while (run.step()) {
        assertThat(run.done()).isPositive();
      }
      return run.result();
    }
  }
}
