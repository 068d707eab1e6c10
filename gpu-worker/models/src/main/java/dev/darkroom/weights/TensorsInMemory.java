package dev.darkroom.weights;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The source behind {@link TensorSource#of}. */
record TensorsInMemory(Map<String, HostTensor> tensors, Map<String, String> metadata)
    implements TensorSource {
  TensorsInMemory {
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
  }

  @Override
  public Set<String> names() {
    return tensors.keySet();
  }

  @Override
  public HostTensor get(String name) {
    HostTensor tensor = tensors.get(name);
    if (tensor == null) {
      throw WeightsException.missing(name, names());
    }
    return tensor;
  }
}
