package dev.darkroom.deploy.farm;

import dev.darkroom.job.id.Names;
import dev.darkroom.lora.Lora;
import dev.darkroom.lora.LoraLayer;
import dev.darkroom.lora.LoraReader;
import dev.darkroom.storage.object.ModelCard;
import dev.darkroom.weights.WeightFiles;
import dev.darkroom.weights.WeightsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Says of a LoRA what the farm must know of it: how large it is, and which models it fits. */
public final class LoraCards {
  private static final List<String> ENDINGS = List.of(".safetensors", ".bin", ".pt", ".ckpt");

  /** What the tools that write folders call the file in them. */
  private static final List<String> NAMES = List.of("adapter_model", "pytorch_lora_weights");

  private LoraCards() {}

  /**
   * The LoRA's file: the path itself where it holds one, or the one in a folder that is no whole
   * model.
   */
  public static Optional<Path> file(Path path) {
    if (Files.isRegularFile(path)) {
      return isLora(path) ? Optional.of(path) : Optional.empty();
    }
    if (Files.exists(path.resolve(ModelCards.CARD))
        || Files.exists(path.resolve("model_index.json"))) {
      return Optional.empty();
    }
    return NAMES.stream()
        .flatMap(name -> ENDINGS.stream().map(end -> path.resolve(name + end)))
        .filter(Files::isRegularFile)
        .findFirst();
  }

  /** Every tool says so in the names of the tensors. */
  private static boolean isLora(Path file) {
    try {
      return WeightFiles.open(file).names().stream()
          .anyMatch(name -> name.toLowerCase(Locale.ROOT).contains("lora"));
    } catch (WeightsException _) {
      return false; // whoever opens it as something else says what is wrong with it
    }
  }

  /**
   * The card of a LoRA's file.
   *
   * @param name to publish it under; the file's own where it is empty
   * @throws IllegalArgumentException where the file is no LoRA that this build reads, saying why
   */
  public static ModelCard card(Path file, Optional<String> name) {
    try {
      Lora lora = LoraReader.read(file);
      return ModelCard.ofLora(
          name.orElseGet(() -> nameOf(file)),
          "LoRA for " + base(lora) + ".",
          "unknown",
          config(lora));
    } catch (WeightsException e) {
      throw new IllegalArgumentException(
          file.getFileName() + " is no LoRA that is read here: " + e.getMessage(), e);
    }
  }

  /**
   * Copies a LoRA into a folder of its own, as it is published.
   *
   * @param to an empty folder
   */
  public static void copy(Path file, Path to) throws IOException {
    String name = String.valueOf(file.getFileName());
    String ending = ENDINGS.stream().filter(name::endsWith).findFirst().orElse(ENDINGS.getFirst());
    Path settings = file.resolveSibling("adapter_config.json");
    boolean ofPeft = name.startsWith(NAMES.getFirst()) && Files.isRegularFile(settings);
    Files.copy(file, to.resolve((ofPeft ? NAMES.getFirst() : "lora") + ending));
    if (ofPeft) {
      Files.copy(settings, to.resolve("adapter_config.json"));
    }
  }

  private static Map<String, String> config(Lora lora) {
    Map<String, String> config = new TreeMap<>(Map.of("base", base(lora)));
    lora.layers()
        .forEach((part, layers) ->
            config.put(part.folder() + "_modules", Integer.toString(layers.size())));
    layers(lora)
        .mapToInt(layer -> layer.getValue().rank())
        .max()
        .ifPresent(rank -> config.put("rank", Integer.toString(rank)));
    return config;
  }

  /** Kinds of models differ in the width of the text that their cross attention reads. */
  private static String base(Lora lora) {
    return layers(lora)
        .filter(layer -> layer.getKey().endsWith("to_k") && layer.getKey().contains("attn2"))
        .map(layer -> layer.getValue().down().shape().dim(1))
        .findFirst()
        .map(width ->
            switch (width.intValue()) {
              case 768 -> "Stable Diffusion 1";
              case 1024 -> "Stable Diffusion 2";
              case 2048 -> "Stable Diffusion XL";
              default -> "models whose text has width " + width;
            })
        .orElse("a kind of model that its modules do not tell");
  }

  private static Stream<Map.Entry<String, LoraLayer>> layers(Lora lora) {
    return lora.layers().values().stream().flatMap(layers -> layers.entrySet().stream());
  }

  private static String nameOf(Path file) {
    String whole = String.valueOf(file.toAbsolutePath().getFileName()).toLowerCase(Locale.ROOT);
    String name =
        ENDINGS.stream()
            .filter(whole::endsWith)
            .findFirst()
            .map(end -> whole.substring(0, whole.length() - end.length()))
            .orElse(whole);
    if (!Names.valid(name)) {
      throw new IllegalArgumentException(
          "the file's name '" + name + "' is no LoRA's name: give one with --name");
    }
    return name;
  }
}
