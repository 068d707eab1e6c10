package dev.darkroom.nn;

import dev.darkroom.nn.libtorch.NativeTensors;
import dev.darkroom.nn.libtorch.NativeTensors.Placement;
import dev.darkroom.nn.libtorch.NativeTensors.Use;
import dev.darkroom.nn.libtorch.Value;
import dev.darkroom.weights.DType;
import dev.darkroom.weights.HostTensor;
import dev.darkroom.weights.SafetensorsWriter;
import dev.darkroom.weights.Shape;
import dev.darkroom.weights.TensorSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Everything that training moves: F32 weights, AdamW's moments and step counts, running means.
 * Saved and restored it goes on bit for bit, given the same inputs on one thread. Steps on one
 * state run one at a time.
 */
public final class TrainState implements AutoCloseable {
  private static final String WEIGHT = "weight.";
  private static final String MEAN = "mean.";
  private static final String SQUARE = "square.";
  private static final String EMA = "ema.";
  private static final String STEPS = "steps";

  private final TrainPlan plan;
  private final List<Param> params;
  private final NativeTensors weights;
  private final NativeTensors means;
  private final NativeTensors squares;
  private final NativeTensors steps;
  private final NativeTensors ema;
  private final List<NativeTensors> groups = new ArrayList<>();
  private @Nullable NativeTensors gradients;
  private boolean accumulating;
  private final ReentrantLock lock = new ReentrantLock();

  private TrainState(
      TrainPlan plan,
      NativeTensors weights,
      NativeTensors means,
      NativeTensors squares,
      NativeTensors steps,
      NativeTensors ema) {
    this.plan = plan;
    this.params = plan.params();
    this.weights = weights;
    this.means = means;
    this.squares = squares;
    this.steps = steps;
    this.ema = ema;
    int start = 0;
    for (TrainPlan.Group group : plan.groups()) {
      int end = start + group.params().size();
      for (NativeTensors list : List.of(weights, means, squares)) {
        groups.add(list.part(start, end));
      }
      start = end;
    }
  }

  /**
   * The state before the first step, from weights by their names.
   *
   * @throws BindingException if they do not fit
   */
  public static TrainState start(TrainPlan plan, Binding binding) {
    List<Param> params = plan.params();
    List<HostTensor> weights = binding.resolve(params);
    return new TrainState(
        plan,
        place(plan, weights, Use.TRAIN),
        place(plan, zeros(params), Use.UPDATE),
        place(plan, zeros(params), Use.UPDATE),
        place(plan, counts(params.size(), 0), Use.UPDATE),
        place(plan, plan.ema() ? weights : List.of(), Use.UPDATE));
  }

  /**
   * A state that {@link #save} wrote, for the same plan.
   *
   * @throws BindingException if it was another plan's
   */
  public static TrainState restore(TrainPlan plan, TensorSource saved) {
    float[] steps = saved.get(STEPS).toFloats();
    int n = plan.params().size();
    return new TrainState(
        plan,
        place(plan, saved(plan, saved, WEIGHT), Use.TRAIN),
        place(plan, saved(plan, saved, MEAN), Use.UPDATE),
        place(plan, saved(plan, saved, SQUARE), Use.UPDATE),
        place(plan, counts(n, steps[0]), Use.UPDATE),
        place(plan, plan.ema() ? saved(plan, saved, EMA) : List.of(), Use.UPDATE));
  }

  /** Writes everything to a safetensors file, complete or not at all. */
  public void save(Path file, Map<String, String> metadata) {
    SafetensorsWriter.write(file, tensors(), metadata);
  }

  /** What {@link #save} writes, by name. */
  public Map<String, HostTensor> tensors() {
    return whileLocked(() -> {
      if (accumulating) {
        throw new IllegalStateException("gradients are half accumulated: update first");
      }
      Map<String, HostTensor> all = new LinkedHashMap<>();
      collect(all, WEIGHT, weights);
      collect(all, MEAN, means);
      collect(all, SQUARE, squares);
      if (plan.ema()) {
        collect(all, EMA, ema);
      }
      all.put(STEPS, HostTensor.ofFloats(new float[] {steps()}));
      return all;
    });
  }

  /** The trained weights by their names, F32. */
  public Map<String, HostTensor> weights() {
    return weights(DType.F32);
  }

  /** The trained weights by their names, cast. */
  public Map<String, HostTensor> weights(DType dtype) {
    return exported(weights, dtype);
  }

  /**
   * The running means of the weights by their names, cast.
   *
   * @throws IllegalStateException if the plan keeps none
   */
  public Map<String, HostTensor> ema(DType dtype) {
    if (!plan.ema()) {
      throw new IllegalStateException("this training keeps no running mean of its weights");
    }
    return exported(ema, dtype);
  }

  /** Updates made so far; skipped ones do not count. */
  public int steps() {
    return (int)
        steps
            .read(DType.F32, Collections.nCopies(params.size(), Shape.of()))
            .getFirst()
            .toFloats()[0];
  }

  @Override
  public void close() {
    whileLocked(() -> {
      groups.forEach(NativeTensors::close); // parts of the lists below
      for (NativeTensors list : List.of(weights, means, squares, steps, ema)) {
        list.close();
      }
      if (gradients != null) {
        gradients.close();
      }
      return true;
    });
  }

  /** P, N, E, and of each group P, M, V. */
  List<Value> lists(TrainPlan asked) {
    List<Value> lists = new ArrayList<>(List.of(weightList(asked), steps, ema));
    lists.addAll(groups);
    return lists;
  }

  Value weightList(TrainPlan asked) {
    if (!asked.equals(plan)) {
      throw new IllegalArgumentException("the step was compiled for another plan than the state's");
    }
    return weights;
  }

  /** G, zero at first. */
  Value gradientList() {
    return whileLocked(() -> {
      accumulating = true;
      NativeTensors list = gradients;
      if (list == null) {
        list = place(plan, zeros(params), Use.UPDATE);
        gradients = list;
      }
      return list;
    });
  }

  void updated() {
    accumulating = false;
  }

  <T> T whileLocked(Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }

  private Map<String, HostTensor> exported(NativeTensors list, DType dtype) {
    Map<String, HostTensor> named = new LinkedHashMap<>();
    whileLocked(() -> {
      collect(named, "", list);
      return named;
    });
    named.replaceAll((_, tensor) -> tensor.cast(dtype));
    return named;
  }

  private void collect(Map<String, HostTensor> into, String prefix, NativeTensors list) {
    List<HostTensor> tensors = list.read(DType.F32, params.stream().map(Param::shape).toList());
    for (int i = 0; i < tensors.size(); i++) {
      into.put(prefix + params.get(i).name(), tensors.get(i));
    }
  }

  private static NativeTensors place(TrainPlan plan, List<HostTensor> tensors, Use use) {
    RunConfig config = plan.config();
    return NativeTensors.place(
        tensors, new Placement(config.device().toString(), DType.F32, config.channelsLast(), use));
  }

  private static List<HostTensor> saved(TrainPlan plan, TensorSource source, String prefix) {
    List<Param> prefixed = new ArrayList<>();
    for (Param param : plan.params()) {
      prefixed.add(new Param(prefix + param.name(), param.shape(), param.init()));
    }
    return new Binding(source, name -> !name.startsWith(prefix)).resolve(prefixed);
  }

  private static List<HostTensor> zeros(List<Param> params) {
    return params.stream().map(param -> HostTensor.zeros(DType.F32, param.shape())).toList();
  }

  private static List<HostTensor> counts(int n, float steps) {
    List<HostTensor> counts = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      counts.add(HostTensor.ofFloats(new float[] {steps}));
    }
    return counts;
  }
}
