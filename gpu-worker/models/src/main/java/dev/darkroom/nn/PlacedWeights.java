package dev.darkroom.nn;

import dev.darkroom.nn.libtorch.NativeTensors;
import dev.darkroom.nn.libtorch.NativeTensors.Placement;
import dev.darkroom.nn.libtorch.NativeTensors.Use;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A model's weights where its runs need them: on the device, in the run's dtype and layout, once
 * for all programs over them. Those whose dtype is the run's are read where they lie, in their
 * mapped file. Close it after its programs.
 */
public final class PlacedWeights implements AutoCloseable {
  private final RunConfig config;
  private final Map<String, Integer> positions;
  private final Map<String, Param> params;
  private final NativeTensors tensors;
  private final long bytes;

  private PlacedWeights(RunConfig config, Map<String, Param> params, NativeTensors tensors) {
    this.config = config;
    this.params = params;
    this.tensors = tensors;
    this.positions = new LinkedHashMap<>();
    params.keySet().forEach(name -> positions.put(name, positions.size()));
    this.bytes =
        params.values().stream().mapToLong(p -> p.shape().numel() * config.dtype().bytes()).sum();
  }

  /**
   * Places these weights, as all of a module's: {@code place(config, binding, unet.params())}.
   *
   * @throws BindingException if the source's do not fit
   */
  public static PlacedWeights place(RunConfig config, Binding binding, List<Param> params) {
    Map<String, Param> named = new LinkedHashMap<>();
    for (Param param : params) {
      requireSame(param, named.putIfAbsent(param.name(), param));
    }
    var placement =
        new Placement(config.device().toString(), config.dtype(), config.channelsLast(), Use.READ);
    return new PlacedWeights(
        config,
        named,
        NativeTensors.place(binding.resolve(List.copyOf(named.values())), placement));
  }

  public RunConfig config() {
    return config;
  }

  /** Bytes that the weights take in the run's dtype, mapped or copied. */
  public long bytes() {
    return bytes;
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
    return tensors;
  }

  @Override
  public void close() {
    tensors.close();
  }

  private static void requireSame(Param param, @Nullable Param other) {
    if (other != null && !other.equals(param)) {
      throw new IllegalArgumentException(
          "two models declare " + param + ": give each a root of its own");
    }
  }
}
