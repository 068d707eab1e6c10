package dev.darkroom.model;

import dev.darkroom.training.Training;
import java.nio.file.Path;
import java.util.Optional;

/** A run that is a {@link Training}'s steps; what it writes and draws is left to its method. */
public abstract class SteppedTraining implements TrainingRun {
  private final Training training;
  private final long total;
  private Optional<StepReport> last = Optional.empty();

  /**
   * @param training closed with this run
   * @param total steps that it takes
   */
  protected SteppedTraining(Training training, long total) {
    this.training = training;
    this.total = total;
  }

  /** The training, for its weights as they are now. */
  protected final Training training() {
    return training;
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
  public final long done() {
    return training.position();
  }

  @Override
  public final long total() {
    return total;
  }

  @Override
  public final Optional<StepReport> last() {
    return last;
  }

  @Override
  public final void save(Path checkpoint) {
    training.save(checkpoint);
  }

  @Override
  public void close() {
    training.close();
  }
}
