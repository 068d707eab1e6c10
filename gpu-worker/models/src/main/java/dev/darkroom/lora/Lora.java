package dev.darkroom.lora;

import dev.darkroom.lora.LoraTargets.Target;
import dev.darkroom.weights.WeightsException;
import dev.darkroom.weights.WeightsException.Code;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A low-rank adaptation as a file holds it: a change for each of some modules. Two are equal only
 * if they are the same object.
 */
public final class Lora {
  private final Map<LoraPart, SortedMap<String, LoraLayer>> layers;

  private Lora(Map<LoraPart, SortedMap<String, LoraLayer>> layers) {
    this.layers = layers;
  }

  /**
   * An adaptation of these layers.
   *
   * @param layers by part and module; a module's name has its parts joined by dots, or, where only
   *     a model can tell where they end, by underscores
   * @throws WeightsException if there are none
   */
  public static Lora of(Map<LoraPart, Map<String, LoraLayer>> layers) {
    Map<LoraPart, SortedMap<String, LoraLayer>> sorted = new EnumMap<>(LoraPart.class);
    layers.forEach((part, named) -> {
      if (!named.isEmpty()) {
        sorted.put(part, Collections.unmodifiableSortedMap(new TreeMap<>(named)));
      }
    });
    if (sorted.isEmpty()) {
      throw new WeightsException(
          Code.FORMAT_UNKNOWN, "no LoRA is in it: pairs of down and up matrices are needed");
    }
    return new Lora(Collections.unmodifiableMap(sorted));
  }

  /** The layers of each part that has any, by the module's name. */
  public Map<LoraPart, SortedMap<String, LoraLayer>> layers() {
    return layers;
  }

  /** How many modules it changes. */
  public int size() {
    return layers.values().stream().mapToInt(Map::size).sum();
  }

  /**
   * The same with every module called as the model calls it.
   *
   * @throws WeightsException with {@link Code#TENSOR_MISSING} naming modules that the model lacks,
   *     or {@link Code#TENSOR_INVALID} naming those of another shape, with both shapes
   */
  public Lora in(LoraTargets targets) {
    List<String> missing = targets.missing(this);
    if (!missing.isEmpty()) {
      throw new WeightsException(
          Code.TENSOR_MISSING,
          "the model has no module %s%s: this LoRA belongs to another kind of model"
              .formatted(
                  missing.getFirst(),
                  missing.size() == 1 ? "" : " and lacks " + (missing.size() - 1) + " more"));
    }
    Map<LoraPart, Map<String, LoraLayer>> named = new EnumMap<>(LoraPart.class);
    layers.forEach((part, modules) -> {
      Map<String, LoraLayer> here = new TreeMap<>();
      modules.forEach((name, layer) -> {
        Target target = targets.find(part, name).orElseThrow();
        requireFit(target, layer);
        if (here.put(target.name(), layer) != null) {
          throw new WeightsException(
              Code.TENSOR_INVALID,
              "%s is there under two names: one is right".formatted(target.name()));
        }
      });
      named.put(part, here);
    });
    return of(named);
  }

  private static void requireFit(Target target, LoraLayer layer) {
    target
        .weight()
        .filter(weight -> !layer.fits(weight))
        .ifPresent(weight -> {
          throw new WeightsException(
              Code.TENSOR_INVALID,
              "the LoRA changes %s by %s, the model's weight is %s: it belongs to another kind of model"
                  .formatted(target.name(), layer.change(), weight));
        });
  }
}
