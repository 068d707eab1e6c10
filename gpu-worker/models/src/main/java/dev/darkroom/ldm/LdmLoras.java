package dev.darkroom.ldm;

import dev.darkroom.failure.ModelException;
import dev.darkroom.lora.LoraMerge;
import dev.darkroom.lora.LoraPart;
import dev.darkroom.lora.LoraTargets;
import dev.darkroom.lora.LoraUse;
import dev.darkroom.nn.PlacedWeights;
import dev.darkroom.weights.HostTensor;
import dev.darkroom.weights.WeightsException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The LoRAs that a loaded model draws with. Changing them places only the weights that they touch;
 * without any the model is, bit for bit, as it was loaded.
 */
final class LdmLoras {
  private final Map<LoraPart, PlacedWeights> weights;
  private final LoraTargets targets;
  private List<LoraUse> inUse = List.of();
  private Map<LoraPart, Map<String, HostTensor>> replaced = Map.of();

  LdmLoras(Map<LoraPart, PlacedWeights> weights) {
    this.weights = Map.copyOf(weights);
    Map<LoraPart, List<LoraTargets.Target>> modules = new HashMap<>();
    weights.forEach((part, placed) ->
        modules.put(
            part,
            part == LoraPart.UNET
                ? LoraModules.ofUNet(placed.shapes())
                : LoraModules.ofText(placed.shapes())));
    this.targets = LoraTargets.of(modules);
  }

  LoraTargets targets() {
    return targets;
  }

  /** Whether these are in use, and no others. */
  boolean uses(List<LoraUse> loras) {
    return loras.equals(inUse);
  }

  /**
   * From now on these, and no others.
   *
   * @throws ModelException with {@link ModelException.Code#REQUEST_INVALID} if one does not fit the
   *     model, which then goes on with those it had
   */
  void use(List<LoraUse> loras) {
    List<LoraUse> named = loras.stream().map(this::named).toList();
    inUse = List.of(); // if placing fails half way, the next call does not take it for done
    place(named);
    inUse = List.copyOf(loras);
  }

  /**
   * Other weights in place of the model's own, under whatever LoRAs are in use; no longer those
   * that an earlier call gave.
   *
   * @param others by part and name; the rest are the model's
   */
  void replace(Map<LoraPart, Map<String, HostTensor>> others) {
    replaced = Map.copyOf(others);
    place(inUse.stream().map(this::named).toList());
  }

  private void place(List<LoraUse> named) {
    weights.forEach((part, placed) -> {
      Map<String, UnaryOperator<HostTensor>> merges = LoraMerge.changes(named, part);
      Map<String, UnaryOperator<HostTensor>> changes = new HashMap<>(merges);
      replaced
          .getOrDefault(part, Map.of())
          .forEach((name, tensor) ->
              changes.put(
                  name, _ -> merges.getOrDefault(name, UnaryOperator.identity()).apply(tensor)));
      placed.change(changes);
    });
  }

  private LoraUse named(LoraUse use) {
    try {
      return new LoraUse(use.lora().in(targets), use.weight());
    } catch (WeightsException e) {
      throw ModelException.badRequest("loras", String.valueOf(e.getMessage()));
    }
  }
}
