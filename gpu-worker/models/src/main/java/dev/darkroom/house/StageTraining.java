package dev.darkroom.house;

import dev.darkroom.nn.Binding;
import dev.darkroom.training.Task;
import dev.darkroom.training.Training;
import dev.darkroom.weights.DType;
import dev.darkroom.weights.HostTensor;
import dev.darkroom.weights.SafetensorsWriter;
import dev.darkroom.weights.TensorSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/** Trains one stage of a house model to its end, saving every so many steps. */
record StageTraining(RunFolder run, TrainingListener listener) {
  private static final int SAVE_EVERY = 250;

  /**
   * Where the running means of the weights go.
   *
   * @param kept which of them belong to the model
   * @param beside what else the file holds, as it is
   */
  record Output(Path weights, Predicate<String> kept, TensorSource beside) {

    /** All of them and nothing else. */
    static Output whole(Path weights) {
      return of(weights, _ -> true);
    }

    static Output of(Path weights, Predicate<String> kept) {
      return new Output(weights, kept, TensorSource.of(Map.of(), Map.of()));
    }

    private void write(Map<String, HostTensor> trained) {
      Map<String, HostTensor> tensors = new LinkedHashMap<>();
      beside.names().forEach(name -> tensors.put(name, beside.get(name)));
      trained.forEach((name, tensor) -> {
        if (kept.test(name)) {
          tensors.put(name, tensor);
        }
      });
      SafetensorsWriter.write(weights, tensors, Map.of("format", "pt"));
    }
  }

  /** Does what is to be done between two steps. */
  @FunctionalInterface
  interface AfterStep {
    AfterStep NOTHING = (_, _) -> {};

    /**
     * Step number {@code done}, counted from 1, is done, and saved if a checkpoint was due.
     *
     * @param last whether it was the last
     */
    void after(long done, boolean last) throws IOException;
  }

  void train(String stage, Task task, Binding initial, Output output, AfterStep afterStep)
      throws IOException {
    try (Training training = Training.resume(task, run.checkpoint(stage), initial)) {
      while (training.hasNext()) {
        Training.Step step = training.next();
        long done = training.position();
        boolean last = !training.hasNext();
        listener.step(
            new TrainingListener.Progress(
                stage, done, task.schedule().total(), step.loss(), step.rate()));
        run.logStep(stage, step);
        if (done % SAVE_EVERY == 0 || last) {
          training.save(run.checkpoint(stage));
          output.write(training.ema(DType.F16));
        }
        afterStep.after(done, last);
      }
    }
  }
}
