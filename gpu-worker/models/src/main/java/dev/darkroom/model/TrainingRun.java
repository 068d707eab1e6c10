package dev.darkroom.model;

import dev.darkroom.failure.ModelException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A training in progress, told as steps, so that progress, samples, checkpoints, pausing and
 * stopping stand outside the mathematics. Every method belongs to the thread that started the run.
 */
public interface TrainingRun extends AutoCloseable {
  /**
   * Does the next step: every part of it where gradients are accumulated.
   *
   * @return true while there are more to do
   * @throws IllegalStateException if all are done
   */
  boolean step();

  /** Steps done so far, those before a resumption included: 0 … {@link #total}. */
  long done();

  /** Steps that this training takes. */
  long total();

  /** How the last step went; empty before the first, and just after a resumption. */
  Optional<StepReport> last();

  /**
   * Writes the whole resumable state as one safetensors file, complete or not at all. A run started
   * from it goes on as if it had never stopped, on one thread bit for bit.
   */
  void save(Path checkpoint);

  /**
   * Writes what has been learned so far into a folder. Equal runs write equal bytes: no file holds
   * a time, a path or a name of this run.
   */
  List<Artifact> artifacts(Path folder);

  /**
   * Begins to draw with the weights as they are now; words being learned may stand in the prompt.
   * The training stays as it is, whether and whenever it is asked for. The drawing is finished or
   * closed before the next {@link #step}.
   *
   * @throws ModelException with {@link ModelException.Code#REQUEST_INVALID} if this model cannot
   *     draw that
   */
  GenerationRun sample(GenerationRequest request);

  /** Gives back all memory that the training holds; the model stays its owner's. */
  @Override
  void close();
}
