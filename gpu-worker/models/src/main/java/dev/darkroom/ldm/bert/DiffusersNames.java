package dev.darkroom.ldm.bert;

import dev.darkroom.weights.HostTensor;
import dev.darkroom.weights.TensorSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the transformer's weights are called in diffusers' {@code LDMBertModel}, which numbers pairs
 * of attention and feed-forward: {@code transformer.attn_layers.layers.3.1.net.2} is {@code
 * model.layers.1.fc2}.
 */
public final class DiffusersNames {
  /** A head that predicts words, which no picture needs. */
  private static final String LOGITS = "transformer.to_logits.";

  private static final Pattern LAYER =
      Pattern.compile("transformer\\.attn_layers\\.layers\\.(\\d+)\\.(.+)\\.(weight|bias)");

  private static final Map<String, String> ENDS =
      Map.of(
          "transformer.token_emb.weight", "model.embed_tokens.weight",
          "transformer.pos_emb.emb.weight", "model.embed_positions.weight",
          "transformer.norm.weight", "model.layer_norm.weight",
          "transformer.norm.bias", "model.layer_norm.bias",
          "transformer.to_logits.weight", "to_logits.weight",
          "transformer.to_logits.bias", "to_logits.bias");

  private static final Map<String, String> ATTENTION =
      Map.of(
          "0", "self_attn_layer_norm",
          "1.to_q", "self_attn.q_proj",
          "1.to_k", "self_attn.k_proj",
          "1.to_v", "self_attn.v_proj",
          "1.to_out", "self_attn.out_proj");

  private static final Map<String, String> FEED_FORWARD =
      Map.of("0", "final_layer_norm", "1.net.0.0", "fc1", "1.net.2", "fc2");

  private DiffusersNames() {}

  /** Diffusers' name of a weight; a name that is none of the transformer's stays as it is. */
  public static String of(String name) {
    Matcher layer = LAYER.matcher(name);
    if (!layer.matches()) {
      return ENDS.getOrDefault(name, name);
    }
    int number = Integer.parseInt(layer.group(1));
    Map<String, String> names = number % 2 == 0 ? ATTENTION : FEED_FORWARD;
    String module = names.getOrDefault(layer.group(2), layer.group(2));
    return "model.layers.%d.%s.%s".formatted(number / 2, module, layer.group(3));
  }

  /** Whether a weight is of the head that predicts words. */
  public static boolean isOfLogits(String name) {
    return name.startsWith(LOGITS);
  }

  /**
   * The same tensors under the names of the paper's code, if they have diffusers'; what is unknown
   * keeps its name, for the binding to refuse.
   *
   * @param names of the weights that the paper's code has
   */
  public static TensorSource original(TensorSource source, Collection<String> names) {
    Map<String, String> originals = new LinkedHashMap<>();
    names.forEach(name -> originals.put(of(name), name));
    originals.put("to_logits.weight", LOGITS + "weight");
    originals.put("to_logits.bias", LOGITS + "bias");
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    source
        .names()
        .forEach(name -> tensors.put(originals.getOrDefault(name, name), source.get(name)));
    return TensorSource.of(tensors, source.metadata());
  }
}
