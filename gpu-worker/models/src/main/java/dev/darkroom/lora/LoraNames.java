package dev.darkroom.lora;

import dev.darkroom.weights.WeightsException;
import dev.darkroom.weights.WeightsException.Code;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The spellings of a LoRA's tensors, old and new, and what each of them means. */
final class LoraNames {
  /** What a tensor is to its layer. */
  enum Role {
    DOWN,
    UP,
    MID,
    ALPHA
  }

  /** A tensor's meaning; {@code module} is joined by dots, or by underscores after kohya. */
  record Meaning(LoraPart part, String module, Role role) {}

  private record Ending(String text, Role role) {}

  private static final List<Ending> ENDINGS =
      List.of(
          new Ending(".lora_A.weight", Role.DOWN),
          new Ending(".lora_B.weight", Role.UP),
          new Ending(".lora_A.default.weight", Role.DOWN),
          new Ending(".lora_B.default.weight", Role.UP),
          new Ending(".lora_down.weight", Role.DOWN),
          new Ending(".lora_up.weight", Role.UP),
          new Ending(".lora_mid.weight", Role.MID),
          new Ending(".lora.down.weight", Role.DOWN),
          new Ending(".lora.up.weight", Role.UP),
          new Ending(".lora_linear_layer.down.weight", Role.DOWN),
          new Ending(".lora_linear_layer.up.weight", Role.UP),
          new Ending("_lora.down.weight", Role.DOWN),
          new Ending("_lora.up.weight", Role.UP),
          new Ending(".alpha", Role.ALPHA));

  /** What leads a part's names; the longer first where one begins like another. */
  private static final List<Map.Entry<String, LoraPart>> PREFIXES =
      List.of(
          Map.entry("unet.", LoraPart.UNET),
          Map.entry("text_encoder.", LoraPart.TEXT_ENCODER),
          Map.entry("text_encoder_2.", LoraPart.TEXT_ENCODER_2),
          Map.entry("lora_unet_", LoraPart.UNET),
          Map.entry("lora_te_", LoraPart.TEXT_ENCODER),
          Map.entry("lora_te1_", LoraPart.TEXT_ENCODER),
          Map.entry("lora_te2_", LoraPart.TEXT_ENCODER_2));

  /** Other methods' tensors, which look alike and mean something else. */
  private static final Map<String, String> OTHER_METHODS =
      Map.of(
          "hada_", "LoHa (Hadamard products)",
          "lokr_", "LoKr (Kronecker products)",
          "dora_scale", "DoRA (a magnitude beside the direction)",
          "lora_magnitude_vector", "DoRA (a magnitude beside the direction)",
          "oft_", "OFT (orthogonal rotations)");

  private static final Pattern UNET_MODULE =
      Pattern.compile("(down_blocks|mid_block|up_blocks|conv_|time_embedding|add_embedding).*");

  /** The attention processors of 2023: {@code attn1.processor.to_q}. */
  private static final Pattern PROCESSOR = Pattern.compile("(.*)\\.processor\\.(to_[qkv]|to_out)");

  private static final Pattern TEXT_PROJECTION = Pattern.compile("(.*self_attn)\\.to_(q|k|v|out)");

  private LoraNames() {}

  /**
   * What a tensor of that name means.
   *
   * @throws WeightsException with {@link Code#FORMAT_UNKNOWN} naming it, if it belongs to another
   *     method or to none
   */
  static Meaning meaning(String tensor) {
    OTHER_METHODS.forEach((mark, method) -> {
      if (tensor.contains(mark)) {
        throw refusal(
            "'%s' belongs to %s, which is not supported: use a LoRA".formatted(tensor, method));
      }
    });
    for (Ending ending : ENDINGS) {
      if (tensor.endsWith(ending.text())) {
        String path = tensor.substring(0, tensor.length() - ending.text().length());
        return meaning(tensor, path, ending.role());
      }
    }
    throw refusal(
        "'%s' is no tensor of a LoRA: names like <module>.lora_A.weight or lora_unet_<module>.lora_down.weight are right"
            .formatted(tensor));
  }

  private static Meaning meaning(String tensor, String path, Role role) {
    String name = path.startsWith("base_model.model.") ? path.substring(17) : path;
    for (Map.Entry<String, LoraPart> prefix : PREFIXES) {
      if (name.startsWith(prefix.getKey())) {
        String module = name.substring(prefix.getKey().length());
        return new Meaning(prefix.getValue(), today(prefix.getValue(), module), role);
      }
    }
    return unprefixed(name)
        .map(part -> new Meaning(part, today(part, name), role))
        .orElseThrow(() ->
            refusal(
                "'%s' belongs to no part of a model: %s lead their names"
                    .formatted(tensor, PREFIXES.stream().map(Map.Entry::getKey).toList())));
  }

  /** Files of a single network name no part. */
  private static Optional<LoraPart> unprefixed(String name) {
    if (name.startsWith("text_model.")) {
      return Optional.of(LoraPart.TEXT_ENCODER);
    }
    return UNET_MODULE.matcher(name).matches() ? Optional.of(LoraPart.UNET) : Optional.empty();
  }

  /** A module's name as diffusers says it now. */
  private static String today(LoraPart part, String module) {
    Matcher processor = PROCESSOR.matcher(module);
    String plain = processor.matches() ? processor.group(1) + "." + processor.group(2) : module;
    Matcher text = TEXT_PROJECTION.matcher(plain);
    if (part != LoraPart.UNET && text.matches()) {
      return text.group(1) + "." + text.group(2) + "_proj";
    }
    return part == LoraPart.UNET && plain.endsWith(".to_out") ? plain + ".0" : plain;
  }

  private static WeightsException refusal(String message) {
    return new WeightsException(Code.FORMAT_UNKNOWN, message);
  }
}
