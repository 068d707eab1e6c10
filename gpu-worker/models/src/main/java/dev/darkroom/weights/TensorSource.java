package dev.darkroom.weights;

import java.util.Map;
import java.util.Set;

/** Named tensors to read from: a file, several shards of one, or a view of another source. */
public interface TensorSource {
  /** All names, in the order of the source. */
  Set<String> names();

  /**
   * The tensor of that name. Repeated calls may return the same memory.
   *
   * @throws WeightsException with {@link WeightsException.Code#TENSOR_MISSING} if there is none
   */
  HostTensor get(String name);

  /** Free text that the file carries beside its tensors; empty if it has none. */
  Map<String, String> metadata();

  /** A source of these tensors, in the map's order. */
  static TensorSource of(Map<String, HostTensor> tensors, Map<String, String> metadata) {
    return new TensorsInMemory(tensors, metadata);
  }

  /** True if {@link #get} would find this name. */
  default boolean has(String name) {
    return names().contains(name);
  }
}
