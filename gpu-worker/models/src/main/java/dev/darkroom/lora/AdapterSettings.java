package dev.darkroom.lora;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.darkroom.weights.WeightsException;
import dev.darkroom.weights.WeightsException.Code;
import java.util.Map;
import java.util.Optional;

/**
 * What PEFT says beside the tensors of an adapter: in diffusers' files in the metadata, each key
 * led by its part; in PEFT's own folders in {@code adapter_config.json}.
 */
final class AdapterSettings {
  /** The key of a safetensors file's metadata. */
  static final String METADATA = "lora_adapter_metadata";

  private static final JsonMapper JSON = new JsonMapper();

  static {
    JSON.getFactory()
        .setStreamReadConstraints(
            StreamReadConstraints.builder().maxNestingDepth(16).maxDocumentLength(8 << 20).build());
  }

  private final JsonNode json;

  private AdapterSettings(JsonNode json) {
    this.json = json;
  }

  /** What a file's metadata say; nothing, mostly. */
  static AdapterSettings of(Map<String, String> metadata) {
    String text = metadata.get(METADATA);
    return text == null ? new AdapterSettings(MissingNode.getInstance()) : parse(METADATA, text);
  }

  /** Reads JSON that lies in {@code where}. */
  static AdapterSettings parse(String where, String text) {
    try {
      JsonNode json = JSON.readTree(text);
      if (json.isObject()) {
        return new AdapterSettings(json);
      }
    } catch (JsonProcessingException e) {
      throw new WeightsException(
          Code.HEADER_INVALID, where + " is not valid JSON: " + e.getOriginalMessage(), e);
    }
    throw new WeightsException(Code.HEADER_INVALID, where + " holds no JSON object");
  }

  /**
   * The alpha of a module, where it is said: its pattern's, else that of all.
   *
   * @throws WeightsException if the adapter is of another method
   */
  Optional<Double> alpha(LoraPart part, String module, int rank) {
    if (setting(part, "use_dora").asBoolean()) {
      throw new WeightsException(
          Code.FORMAT_UNKNOWN, "use_dora is set: DoRA is not supported, use a LoRA");
    }
    JsonNode alpha = pattern(part, module).orElse(setting(part, "lora_alpha"));
    if (!alpha.isNumber()) {
      return Optional.empty();
    }
    boolean byRoot = setting(part, "use_rslora").asBoolean(); // scaled by alpha/√r, not alpha/r
    return Optional.of(alpha.asDouble() * (byRoot ? Math.sqrt(rank) : 1));
  }

  private Optional<JsonNode> pattern(LoraPart part, String module) {
    return setting(part, "alpha_pattern").properties().stream()
        .filter(entry -> module.equals(entry.getKey()) || module.endsWith("." + entry.getKey()))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  private JsonNode setting(LoraPart part, String key) {
    JsonNode ofPart = json.path(part.folder() + "." + key);
    return ofPart.isMissingNode() ? json.path(key) : ofPart;
  }
}
