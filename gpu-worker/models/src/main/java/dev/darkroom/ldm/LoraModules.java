package dev.darkroom.ldm;

import dev.darkroom.ldm.unet.OriginalNames;
import dev.darkroom.lora.LoraTargets.Target;
import dev.darkroom.weights.Shape;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The modules of this family's networks that LoRAs may change. */
public final class LoraModules {
  private static final String WEIGHT = ".weight";

  private LoraModules() {}

  /** Those of a UNet, which have original names too. */
  public static List<Target> ofUNet(Map<String, Shape> weights) {
    Map<String, Shape> modules = modules(weights);
    Map<String, String> original = OriginalNames.of(modules.keySet());
    return modules.entrySet().stream()
        .map(m ->
            new Target(m.getKey(), m.getValue(), Optional.ofNullable(original.get(m.getKey()))))
        .toList();
  }

  /** Those of a text encoder. */
  public static List<Target> ofText(Map<String, Shape> weights) {
    return modules(weights).entrySet().stream()
        .filter(m -> !m.getKey().contains(".embeddings."))
        .map(m -> new Target(m.getKey(), m.getValue(), Optional.empty()))
        .toList();
  }

  /** Norms have a weight of one dimension and are left alone. */
  private static Map<String, Shape> modules(Map<String, Shape> weights) {
    Map<String, Shape> modules = new TreeMap<>();
    weights.forEach((name, shape) -> {
      if (name.endsWith(WEIGHT) && shape.rank() >= 2) {
        modules.put(name.substring(0, name.length() - WEIGHT.length()), shape);
      }
    });
    return modules;
  }
}
