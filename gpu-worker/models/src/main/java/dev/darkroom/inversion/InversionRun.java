package dev.darkroom.inversion;

import dev.darkroom.embedding.EmbeddingLayout;
import dev.darkroom.embedding.EmbeddingWriter;
import dev.darkroom.embedding.LearnedWord;
import dev.darkroom.ldm.LdmModel;
import dev.darkroom.model.Artifact;
import dev.darkroom.model.GenerationRequest;
import dev.darkroom.model.GenerationRun;
import dev.darkroom.model.StepReport;
import dev.darkroom.model.TrainingRun;
import dev.darkroom.training.Training;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A word being learned. */
final class InversionRun implements TrainingRun {
  private static final String FILE = "learned_embeds.safetensors";

  private final LdmModel model;
  private final NewWord word;
  private final Training training;
  private final long total;
  private Optional<StepReport> last = Optional.empty();

  InversionRun(LdmModel model, NewWord word, Training training, long total) {
    this.model = model;
    this.word = word;
    this.training = training;
    this.total = total;
  }

  @Override
  public boolean step() {
    if (!training.hasNext()) {
      throw new IllegalStateException("all " + total + " steps are done");
    }
    last = Optional.of(StepReport.of(training.next()));
    return training.hasNext();
  }

  @Override
  public long done() {
    return training.position();
  }

  @Override
  public long total() {
    return total;
  }

  @Override
  public Optional<StepReport> last() {
    return last;
  }

  @Override
  public void save(Path checkpoint) {
    training.save(checkpoint);
  }

  @Override
  public List<Artifact> artifacts(Path folder) {
    return EmbeddingWriter.write(
            folder.resolve(FILE), List.of(learned()), EmbeddingLayout.DIFFUSERS)
        .stream()
        .map(file ->
            new Artifact(
                file.getFileName().toString(),
                Artifact.Role.EMBEDDING,
                "application/octet-stream",
                file))
        .toList();
  }

  @Override
  public GenerationRun sample(GenerationRequest request) {
    List<LearnedWord> words = new ArrayList<>(request.additions().words());
    words.add(learned());
    return model.generator().orElseThrow().start(request.withWords(words));
  }

  @Override
  public void close() {
    training.close();
  }

  private LearnedWord learned() {
    return word.learned(InversionTask.rows(training.weights()));
  }
}
