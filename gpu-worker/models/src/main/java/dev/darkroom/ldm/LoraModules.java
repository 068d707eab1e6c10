package dev.darkroom.ldm;

import dev.darkroom.clip.ClipTextEncoder;
import dev.darkroom.clip.TextConfig;
import dev.darkroom.config.ConfigFile;
import dev.darkroom.ldm.bert.BertConfig;
import dev.darkroom.ldm.bert.BertEncoder;
import dev.darkroom.ldm.unet.OriginalNames;
import dev.darkroom.ldm.unet.UNet;
import dev.darkroom.ldm.unet.UNetConfig;
import dev.darkroom.lora.LoraPart;
import dev.darkroom.lora.LoraTargets;
import dev.darkroom.lora.LoraTargets.Target;
import dev.darkroom.nn.Module;
import dev.darkroom.nn.Param;
import dev.darkroom.nn.Weights;
import dev.darkroom.weights.Shape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The modules of this family's networks that LoRAs may change. */
public final class LoraModules {
  private static final String WEIGHT = ".weight";

  /** Rows of tokens and of positions, in either encoder's names. */
  private static final Pattern TABLE =
      Pattern.compile(".*\\.embeddings\\..*|transformer\\.(token_emb|pos_emb\\.emb)");

  /** The published UNets' blocks; their widths change no name. */
  private static final String STABLE_DIFFUSION =
      """
      {"block_out_channels": [32, 32, 32, 32], "attention_head_dim": 1}
      """;

  private static final String SDXL =
      """
      {"block_out_channels": [32, 32, 32], "attention_head_dim": 1, "use_linear_projection": true,
       "transformer_layers_per_block": [1, 2, 10], "addition_embed_type": "text_time",
       "down_block_types": ["DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"],
       "up_block_types": ["CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"]}
      """;

  /** As many layers as the deepest of the published text encoders. */
  private static final String TEXT_ENCODER =
      """
      {"model_type": "clip_text_model", "vocab_size": 1, "hidden_size": 1, "num_hidden_layers": 32,
       "intermediate_size": 1, "num_attention_heads": 1}
      """;

  private LoraModules() {}

  /**
   * The modules of the model in a diffusers folder, by its configuration files; no weight is read.
   *
   * @throws dev.darkroom.failure.ModelException if one is missing or says what is not supported
   */
  public static LoraTargets inFolder(Path folder) {
    Map<LoraPart, List<Target>> parts = new EnumMap<>(LoraPart.class);
    ConfigFile unet = ConfigFile.read(folder.resolve("unet/config.json"));
    parts.put(LoraPart.UNET, ofUNet(shapes(new UNet(Weights.root(), UNetConfig.read(unet)))));
    Path bert = folder.resolve("bert/config.json");
    if (Files.exists(bert)) {
      BertConfig text = BertConfig.read(ConfigFile.read(bert));
      parts.put(LoraPart.TEXT_ENCODER, ofText(shapes(new BertEncoder(Weights.root(), text))));
      return LoraTargets.of(parts);
    }
    for (LoraPart part : List.of(LoraPart.TEXT_ENCODER, LoraPart.TEXT_ENCODER_2)) {
      Path config = folder.resolve(part.folder()).resolve("config.json");
      if (part == LoraPart.TEXT_ENCODER || Files.exists(config)) {
        TextConfig text = TextConfig.read(ConfigFile.read(config));
        parts.put(part, ofText(shapes(new ClipTextEncoder(Weights.root(), text))));
      }
    }
    return LoraTargets.of(parts);
  }

  /** The modules of the published models by name: Stable Diffusion 1 and 2, then SDXL. */
  public static List<LoraTargets> published() {
    List<Target> text =
        namesOnly(
            ofText(
                shapes(new ClipTextEncoder(Weights.root(), TextConfig.read(built(TEXT_ENCODER))))));
    return List.of(
        LoraTargets.of(
            Map.of(LoraPart.UNET, builtUNet(STABLE_DIFFUSION), LoraPart.TEXT_ENCODER, text)),
        LoraTargets.of(
            Map.of(
                LoraPart.UNET,
                builtUNet(SDXL),
                LoraPart.TEXT_ENCODER,
                text,
                LoraPart.TEXT_ENCODER_2,
                text)));
  }

  /** Those of a UNet, which have original names too. */
  public static List<Target> ofUNet(Map<String, Shape> weights) {
    Map<String, Shape> modules = modules(weights);
    Map<String, String> original = OriginalNames.of(modules.keySet());
    return modules.entrySet().stream()
        .map(m ->
            new Target(
                m.getKey(),
                Optional.of(m.getValue()),
                Optional.ofNullable(original.get(m.getKey()))))
        .toList();
  }

  /** Those of a text encoder. */
  public static List<Target> ofText(Map<String, Shape> weights) {
    return modules(weights).entrySet().stream()
        .filter(m -> !TABLE.matcher(m.getKey()).matches())
        .map(m -> new Target(m.getKey(), Optional.of(m.getValue()), Optional.empty()))
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

  private static Map<String, Shape> shapes(Module module) {
    return module.params().stream().collect(Collectors.toMap(Param::name, Param::shape));
  }

  private static List<Target> builtUNet(String config) {
    return namesOnly(ofUNet(shapes(new UNet(Weights.root(), UNetConfig.read(built(config))))));
  }

  private static ConfigFile built(String json) {
    return ConfigFile.of("config.json", json);
  }

  private static List<Target> namesOnly(List<Target> targets) {
    return targets.stream()
        .map(target -> new Target(target.name(), Optional.empty(), target.original()))
        .toList();
  }
}
