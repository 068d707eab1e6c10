package dev.darkroom.training;

import dev.darkroom.nn.Binding;
import dev.darkroom.nn.Call;
import dev.darkroom.nn.Graph;
import dev.darkroom.nn.Outputs;
import dev.darkroom.nn.PlacedWeights;
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
import java.util.Objects;

/**
 * A training told step by step. Progress, samples, checkpoints and stopping stand outside: whoever
 * iterates decides. A checkpoint holds the whole state and the number of the next step, which is
 * all that the next step depends on.
 */
public final class Training implements Iterator<Training.Step>, AutoCloseable {
  private static final String NEXT = "next_step";
  private static final String SMOOTHED = "smoothed_loss";
  private static final String IDENTITY = "training";

  /** Graphs of more shapes are compiled again when they are needed again. */
  private static final int MAX_COMPILED = 16;

  private static final String LOSS = "loss";

  /** A loss weighs at least as much in the smoothed one. */
  private static final double FRESH = 0.02;

  private final Task task;
  private final TrainState state;
  private final Graph graph;
  private final PlacedWeights frozen;
  private final Map<Graph, TrainStep> compiled = new LinkedHashMap<>(16, 0.75f, true); // by use
  private long next;
  private double smoothed;

  /**
   * A step that was done.
   *
   * @param number counted from 0
   * @param smoothed mean of the losses so far, in which later ones soon outweigh the early
   * @param skipped whether its gradients were not finite, so that nothing moved
   */
  public record Step(
      long number,
      double loss,
      double smoothed,
      double rate,
      double gradientNorm,
      boolean skipped,
      Map<String, Double> reports) {}

  private Training(Task task, TrainState state, long next, double smoothed) {
    this.task = task;
    this.state = state;
    this.next = next;
    this.smoothed = smoothed;
    this.graph = task.graph();
    this.frozen = TrainStep.place(task.plan(), task.frozen(), TrainStep.frozen(task.plan(), graph));
  }

  /** From these weights. */
  public static Training start(Task task, Binding initial) {
    return new Training(task, TrainState.start(task.plan(), initial), 0, 0);
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
    if (!saved.metadata().getOrDefault(IDENTITY, "").equals(task.identity())) {
      throw new WeightsException(
          WeightsException.Code.TENSOR_INVALID,
          checkpoint + " is the checkpoint of another training: go on with what it was begun with");
    }
    return new Training(
        task,
        TrainState.restore(task.plan(), saved),
        Long.parseLong(number),
        Double.parseDouble(saved.metadata().getOrDefault(SMOOTHED, "0")));
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
    Step done = task.parts() == 1 ? whole() : inParts();
    next++;
    return done;
  }

  private Step whole() {
    double rate = task.schedule().rate(next);
    Call call = step(next).step(state, rate, task.emaDecay(next));
    Outputs outputs = task.feed(call, next).run();
    Map<String, Double> sums = new LinkedHashMap<>();
    add(outputs, sums);
    return done(rate, sums, outputs);
  }

  private Step inParts() {
    double rate = task.schedule().rate(next);
    int parts = task.parts();
    Map<String, Double> sums = new LinkedHashMap<>();
    for (int p = 0; p < parts; p++) {
      long part = next * parts + p;
      add(task.feed(step(part).accumulate(state, 1.0 / parts), part).run(), sums);
    }
    return done(rate, sums, step(next * parts).update(state, rate, task.emaDecay(next)));
  }

  /** The compiled graph of a part; the one unused longest gives way. */
  private TrainStep step(long part) {
    Graph asked = task.graph(graph, part);
    TrainStep known = compiled.get(asked);
    if (known != null) {
      return known;
    }
    if (compiled.size() == MAX_COMPILED) {
      TrainStep oldest = compiled.remove(compiled.keySet().iterator().next());
      if (oldest != null) {
        oldest.close();
      }
    }
    TrainStep fresh = TrainStep.compile(task.plan(), asked, frozen);
    compiled.put(asked, fresh);
    return fresh;
  }

  private void add(Outputs outputs, Map<String, Double> sums) {
    sums.merge(LOSS, outputs.number(LOSS), Double::sum);
    task.reports().forEach(name -> sums.merge(name, outputs.number(name), Double::sum));
  }

  private Step done(double rate, Map<String, Double> sums, Outputs update) {
    sums.replaceAll((_, sum) -> sum / task.parts());
    Map<String, Double> reports = new LinkedHashMap<>(sums);
    double loss = Objects.requireNonNull(reports.remove(LOSS));
    smoothed += (loss - smoothed) * Math.max(FRESH, 1.0 / (next + 1));
    return new Step(
        next,
        loss,
        smoothed,
        rate,
        update.number(TrainStep.GRADIENT_NORM),
        update.number(TrainStep.SKIPPED) != 0,
        reports);
  }

  /** Writes the checkpoint, complete or not at all. */
  public void save(Path checkpoint) {
    state.save(
        checkpoint,
        Map.of(
            NEXT,
            Long.toString(next),
            SMOOTHED,
            Double.toString(smoothed),
            IDENTITY,
            task.identity()));
  }

  /** What is trained, as it is now, F32. */
  public Map<String, HostTensor> weights() {
    return state.weights();
  }

  /** The running means of the weights, which are what is shipped. */
  public Map<String, HostTensor> ema(DType dtype) {
    return state.ema(dtype);
  }

  @Override
  public void close() {
    compiled.values().forEach(TrainStep::close);
    frozen.close();
    state.close();
  }
}
