package dev.darkroom.inversion;

import dev.darkroom.embedding.EmbeddingLayout;
import dev.darkroom.embedding.EmbeddingWriter;
import dev.darkroom.embedding.LearnedWord;
import dev.darkroom.ldm.LdmModel;
import dev.darkroom.model.Artifact;
import dev.darkroom.model.GenerationRequest;
import dev.darkroom.model.GenerationRun;
import dev.darkroom.model.SteppedTraining;
import dev.darkroom.training.Training;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A word being learned. */
final class InversionRun extends SteppedTraining {
  private static final String FILE = "learned_embeds.safetensors";

  private final LdmModel model;
  private final NewWord word;
  private final InversionTask task;

  InversionRun(LdmModel model, NewWord word, InversionTask task, Training training, long total) {
    super(training, total);
    this.model = model;
    this.word = word;
    this.task = task;
  }

  @Override
  public List<Artifact> artifacts(Path folder) {
    return EmbeddingWriter.write(
            folder.resolve(FILE), List.of(learned()), EmbeddingLayout.DIFFUSERS)
        .stream()
        .map(InversionRun::artifact)
        .toList();
  }

  /** A learned word's file. */
  static Artifact artifact(Path file) {
    return new Artifact(
        file.getFileName().toString(), Artifact.Role.EMBEDDING, "application/octet-stream", file);
  }

  @Override
  public GenerationRun sample(GenerationRequest request) {
    List<LearnedWord> words = new ArrayList<>(request.additions().words());
    words.add(learned());
    return model.generator().orElseThrow().start(request.withWords(words));
  }

  private LearnedWord learned() {
    return word.learned(task.rows(training().weights()));
  }
}
