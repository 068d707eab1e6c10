package dev.darkroom.lora;

import dev.darkroom.weights.Shape;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The modules of a model that an adaptation may change, by every spelling in use. Files of kohya's
 * tools join a name's parts by underscores where the model has dots, so such a name is only
 * understood by looking for it among the model's own.
 */
public final class LoraTargets {
  /**
   * A module with a weight of two or more dimensions.
   *
   * @param name in the model
   * @param weight shape of its weight
   * @param original its name in the original repositories, where it has another
   */
  public record Target(String name, Shape weight, Optional<String> original) {}

  private final Map<LoraPart, Map<String, Target>> bySpelling;
  private final boolean secondEncoder;

  private LoraTargets(Map<LoraPart, Map<String, Target>> bySpelling) {
    this.bySpelling = bySpelling;
    this.secondEncoder = bySpelling.containsKey(LoraPart.TEXT_ENCODER_2);
  }

  /** The targets of a model: those of each of its parts. */
  public static LoraTargets of(Map<LoraPart, List<Target>> parts) {
    Map<LoraPart, Map<String, Target>> bySpelling = new HashMap<>();
    parts.forEach((part, targets) -> bySpelling.put(part, spellings(targets)));
    return new LoraTargets(bySpelling);
  }

  /** A name as kohya's tools write it. */
  static String flat(String name) {
    return name.replace('.', '_');
  }

  /** The module that a file calls so, its parts joined by dots or by underscores. */
  Optional<Target> find(LoraPart part, String name) {
    return Optional.ofNullable(bySpelling.getOrDefault(part, Map.of()).get(flat(name)));
  }

  /** Whether the model has this part at all. */
  boolean has(LoraPart part) {
    return bySpelling.containsKey(part);
  }

  /** Whether the model is of SDXL's kind, whose LoRAs number the text encoders. */
  boolean hasSecondEncoder() {
    return secondEncoder;
  }

  private static Map<String, Target> spellings(List<Target> targets) {
    Map<String, Target> known = new LinkedHashMap<>();
    for (Target target : targets) {
      known.put(flat(target.name()), target);
    }
    for (Target target : targets) {
      target.original().ifPresent(name -> known.putIfAbsent(flat(name), target));
      if (target.name().startsWith("text_model.")) {
        known.putIfAbsent(flat(target.name().substring("text_model.".length())), target);
      }
    }
    return known;
  }
}
