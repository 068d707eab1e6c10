package dev.darkroom.lora;

import dev.darkroom.weights.HostTensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Several adaptations at once, added to a part's weights: W + Σ weight · ΔW in F32, in the order
 * given. Only weights that some adaptation changes are touched.
 */
public final class LoraMerge {
  private LoraMerge() {}

  private record Share(LoraLayer layer, double weight) {}

  /**
   * What becomes of the weights of one part, by their names; the others stay.
   *
   * @param uses adaptations named as the model is ({@link Lora#in}); one of weight 0 does nothing
   */
  public static Map<String, UnaryOperator<HostTensor>> changes(List<LoraUse> uses, LoraPart part) {
    Map<String, List<Share>> shares = new LinkedHashMap<>();
    for (LoraUse use : uses) {
      if (use.weight() != 0) {
        use.lora()
            .layers()
            .getOrDefault(part, Collections.emptySortedMap())
            .forEach((module, layer) ->
                shares
                    .computeIfAbsent(module + ".weight", _ -> new ArrayList<>())
                    .add(new Share(layer, use.weight())));
      }
    }
    Map<String, UnaryOperator<HostTensor>> changes = new LinkedHashMap<>();
    shares.forEach((name, of) -> changes.put(name, weight -> merged(weight, of)));
    return changes;
  }

  private static HostTensor merged(HostTensor weight, List<Share> shares) {
    float[] w = weight.toFloats();
    shares.forEach(share -> share.layer().addTo(w, share.weight()));
    return HostTensor.ofFloats(w, weight.shape().dims());
  }
}
