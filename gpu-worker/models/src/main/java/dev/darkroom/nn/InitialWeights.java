package dev.darkroom.nn;

import dev.darkroom.weights.HostTensor;
import dev.darkroom.weights.TensorSource;
import dev.darkroom.weights.WeightsException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.zip.CRC32;

/**
 * Weights as they are before any training. Each has a random stream of its own, from the seed and
 * its name, so a parameter starts the same whatever is declared around it. Tensors are made when
 * asked for and not kept.
 */
public final class InitialWeights implements TensorSource {
  private final Map<String, Param> params = new LinkedHashMap<>();
  private final long seed;

  public InitialWeights(List<Param> params, long seed) {
    params.forEach(param -> this.params.put(param.name(), param));
    this.seed = seed;
  }

  @Override
  public Set<String> names() {
    return Collections.unmodifiableSet(params.keySet());
  }

  @Override
  public HostTensor get(String name) {
    Param param = params.get(name);
    if (param == null) {
      throw new WeightsException(
          WeightsException.Code.TENSOR_MISSING, "no module declares a weight '" + name + "'");
    }
    float[] values = param.init().draw(param.shape(), new SplittableRandom(streamOf(name)));
    return HostTensor.ofFloats(values, param.shape().dims());
  }

  @Override
  public Map<String, String> metadata() {
    return Map.of();
  }

  private long streamOf(String name) {
    var crc = new CRC32();
    crc.update(name.getBytes(StandardCharsets.UTF_8));
    return seed * 0x9E3779B97F4A7C15L + crc.getValue();
  }
}
