package dev.darkroom.house;

import dev.darkroom.nn.Binding;
import dev.darkroom.nn.Outputs;
import dev.darkroom.nn.TrainState;
import dev.darkroom.nn.TrainStep;
import dev.darkroom.weights.DType;
import dev.darkroom.weights.HostTensor;
import dev.darkroom.weights.Safetensors;
import dev.darkroom.weights.WeightsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * A training told step by step. Progress, samples, checkpoints and stopping stand outside: whoever
 * iterates decides. A checkpoint holds the whole state and the number of the next step, which is
 * all that the next step depends on.
 */
public final class Training implements Iterator<Training.Step>, AutoCloseable {
  private static final String NEXT = "next_step";

  private final Task task;
  private final TrainState state;
  private final TrainStep step;
  private long next;

  /**
   * A step that was done.
   *
   * @param number counted from 0
   * @param skipped whether its gradients were not finite, so that nothing moved
   */
  public record Step(
      long number,
      double loss,
      double rate,
      double gradientNorm,
      boolean skipped,
      Map<String, Double> reports) {}

  private Training(Task task, TrainState state, long next) {
    this.task = task;
    this.state = state;
    this.next = next;
    this.step = TrainStep.compile(task.plan(), task.graph(), task.frozen());
  }

  /** From these weights. */
  public static Training start(Task task, Binding initial) {
    return new Training(task, TrainState.start(task.plan(), initial), 0);
  }

  /**
   * From a file that {@link #save} wrote, or from these weights where there is none.
   *
   * @throws WeightsException if the file is another training's
   */
  public static Training resume(Task task, Path checkpoint, Binding initial) {
    if (!Files.exists(checkpoint)) {
      return start(task, initial);
    }
    Safetensors saved = Safetensors.open(checkpoint);
    String number = saved.metadata().get(NEXT);
    if (number == null) {
      throw new WeightsException(
          WeightsException.Code.TENSOR_MISSING,
          checkpoint + " says nothing of a next step: it is no checkpoint of a training");
    }
    return new Training(task, TrainState.restore(task.plan(), saved), Long.parseLong(number));
  }

  /** The number of the step that comes next. */
  public long position() {
    return next;
  }

  @Override
  public boolean hasNext() {
    return next < task.schedule().total();
  }

  @Override
  public Step next() {
    if (!hasNext()) {
      throw new NoSuchElementException("all " + task.schedule().total() + " steps are done");
    }
    double rate = task.schedule().rate(next);
    Outputs outputs = task.feed(step.step(state, rate, task.emaDecay(next)), next).run();
    Map<String, Double> reports = new LinkedHashMap<>();
    task.reports().forEach(name -> reports.put(name, outputs.number(name)));
    Step done =
        new Step(
            next,
            outputs.number("loss"),
            rate,
            outputs.number(TrainStep.GRADIENT_NORM),
            outputs.number(TrainStep.SKIPPED) != 0,
            reports);
    next++;
    return done;
  }

  /** Writes the checkpoint, complete or not at all. */
  public void save(Path checkpoint) {
    state.save(checkpoint, Map.of(NEXT, Long.toString(next)));
  }

  /** The running means of the weights, which are what is shipped. */
  public Map<String, HostTensor> ema(DType dtype) {
    return state.ema(dtype);
  }

  @Override
  public void close() {
    step.close();
    state.close();
  }
}
