package dev.darkroom.lora;

import dev.darkroom.weights.Shape;
import dev.darkroom.weights.WeightsException;
import java.util.ArrayList;
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
   * @param weight shape of its weight, if the model itself is at hand
   * @param original its name in the original repositories, where it has another
   */
  public record Target(String name, Optional<Shape> weight, Optional<String> original) {}

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

  /**
   * The first of several kinds of model that has all modules of a LoRA.
   *
   * @throws WeightsException as {@link Lora#in} for the last of them, if none has
   */
  public static LoraTargets first(List<LoraTargets> kinds, Lora lora) {
    for (LoraTargets kind : kinds.subList(0, kinds.size() - 1)) {
      if (kind.missing(lora).isEmpty()) {
        return kind;
      }
    }
    Lora _ = lora.in(kinds.getLast());
    return kinds.getLast();
  }

  /** The modules of a LoRA that this model lacks, each led by its part. */
  List<String> missing(Lora lora) {
    List<String> missing = new ArrayList<>();
    lora.layers()
        .forEach((part, modules) ->
            modules.keySet().stream()
                .filter(name -> find(part, name).isEmpty())
                .forEach(name -> missing.add(part.folder() + "." + name)));
    return missing;
  }

  /** A name as kohya's tools write it. */
  static String flat(String name) {
    return name.replace('.', '_');
  }

  /** The module that a file calls so, its parts joined by dots or by underscores. */
  Optional<Target> find(LoraPart part, String name) {
    return Optional.ofNullable(bySpelling.getOrDefault(part, Map.of()).get(flat(name)));
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
