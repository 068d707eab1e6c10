package dev.darkroom.inversion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.embedding.EmbeddingReader;
import dev.darkroom.embedding.LearnedWord;
import dev.darkroom.image.Rgb;
import dev.darkroom.ldm.FirstModel;
import dev.darkroom.ldm.LargeModel;
import dev.darkroom.ldm.LdmLoader;
import dev.darkroom.ldm.LdmModel;
import dev.darkroom.model.Artifact;
import dev.darkroom.model.GenerationRequest;
import dev.darkroom.model.GenerationRun;
import dev.darkroom.model.InversionRequest;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Words learned by the model of the paper, with its own text transformer, and by SDXL. */
class OtherLayoutsTest {
  @TempDir Path folder;

  @Test
  void theFirstLatentDiffusionModelLearnsARow() throws IOException {
    LearnedWord word = learnedAndResumed(FirstModel.write(folder.resolve("model")));
    assertThat(word.vectors()).hasSize(1);
    assertThat(word.vectors().getFirst().shape().dims()).containsExactly(2, 32);
  }

  @Test
  void sdxlLearnsARowForEachOfItsEncoders() throws IOException {
    LearnedWord word = learnedAndResumed(LargeModel.write(folder.resolve("model")));
    assertThat(word.vectors())
        .extracting(table -> (int) table.shape().dim(1))
        .isEqualTo(LargeModel.WIDTHS);
  }

  /** The word that a training wrote, which is the same if it was stopped and resumed. */
  private LearnedWord learnedAndResumed(Path files) throws IOException {
    InversionRequest request =
        Requests.of(
            Requests.CAT_TOY, Requests.descent(3, new Batch(2, 1, 3)), Requests.everything());
    try (LdmModel model = new LdmLoader(LdmInverter::new).load(files, LoadOptions.cpu())) {
      Path checkpoint = folder.resolve("checkpoint.safetensors");
      LearnedWord first;
      LearnedWord whole;
      try (TrainingRun run = model.inverter().orElseThrow().start(request, Optional.empty())) {
        first = written(run, "first");
        List<Rgb> before = drawn(run);
        run.step();
        run.save(checkpoint);
        while (run.step()) {
          assertThat(run.last().orElseThrow().loss()).isPositive();
        }
        assertThat(drawn(run)).isNotEqualTo(before);
        whole = written(run, "whole");
      }
      try (TrainingRun run =
          model.inverter().orElseThrow().start(request, Optional.of(checkpoint))) {
        while (run.step()) {
          assertThat(run.last().orElseThrow().skipped()).isFalse();
        }
        LearnedWord resumed = written(run, "resumed");
        for (int i = 0; i < whole.vectors().size(); i++) {
          float[] learned = whole.vectors().get(i).toFloats();
          assertThat(resumed.vectors().get(i).toFloats()).isEqualTo(learned);
          assertThat(learned).isNotEqualTo(first.vectors().get(i).toFloats());
        }
      }
      return whole;
    }
  }

  private LearnedWord written(TrainingRun run, String name) throws IOException {
    Path to = Files.createDirectories(folder.resolve(name));
    List<Path> files = run.artifacts(to).stream().map(Artifact::path).toList();
    List<LearnedWord> words =
        files.size() == 1
            ? EmbeddingReader.read(files.getFirst(), Optional.empty())
            : EmbeddingReader.read(files.getFirst(), files.getLast(), Optional.empty());
    return words.getFirst();
  }

  private static List<Rgb> drawn(TrainingRun run) {
    var request =
        new GenerationRequest(
            Prompt.of("a photo of <cat-toy>", ""),
            List.of(Seed.of(1)),
            SamplingSettings.of("ddim", 2, 3),
            new Size(32, 32));
    try (GenerationRun drawing = run.sample(request)) {
      while (drawing.step()) {
        assertThat(drawing.done()).isPositive();
      }
      return drawing.result();
    }
  }
}
