package dev.darkroom.nn;

import dev.darkroom.nn.libtorch.NativeTensors;
import dev.darkroom.nn.libtorch.NativeTensors.Placement;
import dev.darkroom.nn.libtorch.NativeTensors.Use;
import dev.darkroom.weights.DType;
import dev.darkroom.weights.HostTensor;
import dev.darkroom.weights.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A model's weights where its runs need them: on the device, in the run's dtype and layout, once
 * for all programs over them. Those whose dtype is the run's are read where they lie, in their
 * mapped file. Close it after its programs. One thread at a time changes them or calls over them.
 */
public final class PlacedWeights implements AutoCloseable {
  private final RunConfig config;
  private final Map<String, Integer> positions;
  private final Map<String, Param> params;
  private final List<HostTensor> sources;
  private final List<Placement> placements;
  private final NativeTensors tensors;
  private final long bytes;
  private @Nullable NativeTensors changed;
  private long changedBytes;

  private PlacedWeights(
      RunConfig config,
      Map<String, Param> params,
      List<HostTensor> sources,
      List<Placement> placements) {
    this.config = config;
    this.placements = placements;
    this.params = params;
    this.sources = sources;
    this.tensors = NativeTensors.place(sources, placements);
    this.positions = new LinkedHashMap<>();
    params.keySet().forEach(name -> positions.put(name, positions.size()));
    this.bytes = bytes(sources, placements);
  }

  /**
   * Places these weights, as all of a module's: {@code place(config, binding, unet.params())}.
   *
   * @throws BindingException if the source's do not fit
   */
  public static PlacedWeights place(RunConfig config, Binding binding, List<Param> params) {
    return place(config, binding, params, Set.of());
  }

  /**
   * As {@link #place(RunConfig, Binding, List)}, some of them in F32 whatever the run's dtype.
   *
   * @throws BindingException if the source's do not fit
   */
  static PlacedWeights place(
      RunConfig config, Binding binding, List<Param> params, Set<Param> exact) {
    Map<String, Param> named = new LinkedHashMap<>();
    for (Param param : params) {
      requireSame(param, named.putIfAbsent(param.name(), param));
    }
    return new PlacedWeights(
        config,
        named,
        binding.resolve(List.copyOf(named.values())),
        named.values().stream()
            .map(param -> placement(config, exact.contains(param) ? DType.F32 : config.dtype()))
            .toList());
  }

  /**
   * Puts other weights in the place of some, in the programs over these too, for calls from now on;
   * all that an earlier change replaced and this one does not is as it was placed, bit for bit. No
   * call may be running. Only what changes is placed anew.
   *
   * @param changes by name: from the weight as its source holds it, in the source's dtype, to
   *     another of the same shape; none brings back what was placed
   * @throws IllegalArgumentException if a name is no weight, or a change alters the shape
   */
  public void change(Map<String, UnaryOperator<HostTensor>> changes) {
    Map<Integer, HostTensor> replaced = new LinkedHashMap<>();
    changes.forEach((name, change) -> {
      Integer position = positions.get(name);
      if (position == null) {
        throw new IllegalArgumentException("'" + name + "' is not among the placed weights");
      }
      HostTensor source = sources.get(position);
      HostTensor other = change.apply(source);
      if (!other.shape().equals(source.shape())) {
        throw new IllegalArgumentException(
            "'%s' has shape %s and cannot become %s"
                .formatted(name, source.shape(), other.shape()));
      }
      replaced.put(position, other);
    });
    NativeTensors next = replaced.isEmpty() ? null : tensors.with(replaced, placements);
    closeChanged();
    changed = next;
    changedBytes =
        replaced.values().stream().mapToLong(t -> t.numel() * config.dtype().bytes()).sum();
  }

  /** The shape of each weight, by name. */
  public Map<String, Shape> shapes() {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    params.forEach((name, param) -> shapes.put(name, param.shape()));
    return shapes;
  }

  public RunConfig config() {
    return config;
  }

  /** Bytes that the weights take in the run's dtype, mapped or copied, changed ones twice. */
  public long bytes() {
    return bytes + changedBytes;
  }

  /** The script's expression of a weight in the list {@code W}. */
  String expression(Param param) {
    Integer position = positions.get(param.name());
    if (position == null) {
      throw new IllegalArgumentException(param + " is not among the placed weights");
    }
    requireSame(param, params.get(param.name()));
    return "W[" + position + "]";
  }

  NativeTensors tensors() {
    return changed == null ? tensors : changed;
  }

  @Override
  public void close() {
    closeChanged();
    tensors.close();
  }

  private void closeChanged() {
    if (changed != null) {
      changed.close();
      changed = null;
      changedBytes = 0;
    }
  }

  private static Placement placement(RunConfig config, DType dtype) {
    return new Placement(config.device().toString(), dtype, config.channelsLast(), Use.READ);
  }

  private static long bytes(List<HostTensor> tensors, List<Placement> placements) {
    long bytes = 0;
    for (int i = 0; i < placements.size(); i++) {
      bytes += tensors.get(i).numel() * placements.get(i).dtype().bytes();
    }
    return bytes;
  }

  private static void requireSame(Param param, @Nullable Param other) {
    if (other != null && !other.equals(param)) {
      throw new IllegalArgumentException(
          "two models declare " + param + ": give each a root of its own");
    }
  }
}
