package dev.darkroom.model;

import dev.darkroom.embedding.LearnedWord;
import dev.darkroom.failure.ModelException;
import dev.darkroom.text.Tokenizer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A model whose weights can be taught pictures. One thread at a time may use it. */
public interface FineTuner {
  /**
   * Begins to teach, or goes on. Pictures are encoded, and missing class pictures drawn, in the
   * step that first needs them.
   *
   * @param checkpoint a file that {@link TrainingRun#save} wrote in a run of the same request
   * @throws ModelException with {@link ModelException.Code#REQUEST_INVALID} if this model cannot
   *     learn that
   * @throws dev.darkroom.weights.WeightsException if the checkpoint is another request's
   */
  TrainingRun start(FineTuneRequest request, Optional<Path> checkpoint);

  /**
   * How captions will be read.
   *
   * @param words learned ones that they may use
   * @throws ModelException with {@link ModelException.Code#REQUEST_INVALID} if a word is not of
   *     this model
   */
  Tokenizer reader(List<LearnedWord> words);
}
