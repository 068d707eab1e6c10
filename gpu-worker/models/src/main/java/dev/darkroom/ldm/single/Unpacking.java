package dev.darkroom.ldm.single;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.darkroom.failure.ModelException;
import dev.darkroom.ldm.unet.UNetConfig;
import dev.darkroom.ldm.vae.VaeConfig;
import dev.darkroom.weights.HostTensor;
import dev.darkroom.weights.SafetensorsWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Turns a single file into a diffusers folder. A tokenizer's vocabulary is in no such file and
 * comes from a folder that has one, as every diffusers folder of the same kind does.
 */
public final class Unpacking {
  /** A tokenizer may lie beside the single file itself, which stays where it is. */
  private static final Set<String> TOKENIZER =
      Set.of(
          "added_tokens.json",
          "merges.txt",
          "special_tokens_map.json",
          "tokenizer.json",
          "tokenizer_config.json",
          "vocab.json",
          "vocab.txt");

  private static final JsonMapper JSON = new JsonMapper();

  private Unpacking() {}

  /**
   * Writes the folder.
   *
   * @param tokenizer a folder with {@code vocab.json} and {@code merges.txt}; for the first latent
   *     diffusion model, with BERT's {@code vocab.txt}; for SDXL, the folder of a model that has
   *     {@code tokenizer} and {@code tokenizer_2}
   * @param folder to be made; it must not exist or be empty
   * @throws ModelException if the tokenizer is missing, or the folder holds something
   * @throws dev.darkroom.weights.WeightsException if the file is not of this kind, or the disk is
   *     full
   */
  public static void unpack(SingleFile file, Configs configs, Path tokenizer, Path folder) {
    Map<Configs.Text, Path> tokenizers = new LinkedHashMap<>();
    configs.texts().forEach(text -> tokenizers.put(text, tokenizer(text, tokenizer)));
    try {
      requireEmpty(folder);
      part(
          folder.resolve("unet"),
          configs.unet(),
          "diffusion_pytorch_model",
          file.unet(UNetConfig.read(SingleFile.config(configs.unet()))));
      part(
          folder.resolve(configs.autoencoder()),
          configs.vae(),
          "diffusion_pytorch_model",
          file.vae(VaeConfig.read(SingleFile.config(configs.vae()))));
      for (Configs.Text text : configs.texts()) {
        part(folder.resolve(text.folder()), text.config(), "model", file.text(text));
        copy(tokenizers.getOrDefault(text, tokenizer), folder.resolve(text.tokenizer()));
      }
      Path scheduler = Files.createDirectories(folder.resolve("scheduler"));
      Files.writeString(scheduler.resolve("scheduler_config.json"), configs.scheduler());
      Files.writeString(folder.resolve("model_index.json"), index(configs).toPrettyString());
    } catch (IOException e) {
      throw new UncheckedIOException(folder + " cannot be written: " + e.getMessage(), e);
    }
  }

  /** Where a text encoder's tokenizer lies. */
  private static Path tokenizer(Configs.Text text, Path given) {
    return switch (text.place()) {
      case BERT -> holding(given, "vocab.txt", "bert-base-uncased's");
      case CLIP, OPEN_CLIP -> holding(given, "vocab.json", "a model's of the same kind");
      case XL_CLIP, XL_OPEN_CLIP ->
          holding(given.resolve(text.tokenizer()), "vocab.json", "an SDXL model's");
    };
  }

  private static Path holding(Path folder, String vocabulary, String whose) {
    if (!Files.isRegularFile(folder.resolve(vocabulary))) {
      throw missing(
          "%s holds no %s: put %s there, or name a folder that has it"
              .formatted(folder, vocabulary, whose));
    }
    return folder;
  }

  private static void requireEmpty(Path folder) throws IOException {
    Files.createDirectories(folder);
    try (Stream<Path> held = Files.list(folder)) {
      if (held.findAny().isPresent()) {
        throw missing(folder + " is not empty: name a new folder");
      }
    }
  }

  private static void part(
      Path folder, String config, String weights, Map<String, HostTensor> tensors)
      throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("config.json"), config);
    SafetensorsWriter.write(
        folder.resolve(weights + ".safetensors"), tensors, Map.of("format", "pt"));
  }

  private static void copy(Path tokenizer, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(tokenizer)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        if (TOKENIZER.contains(String.valueOf(file.getFileName()))) {
          Files.copy(file, to.resolve(file.getFileName()));
        }
      }
    }
  }

  private static ObjectNode index(Configs configs) throws IOException {
    ObjectNode index = JSON.createObjectNode().put("_class_name", configs.pipeline());
    String scheduler = JSON.readTree(configs.scheduler()).path("_class_name").asText();
    pair(index, "scheduler", "diffusers", scheduler);
    for (Configs.Text text : configs.texts()) {
      boolean bert = text.place() == Configs.Place.BERT;
      pair(index, text.folder(), bert ? "ldm" : "transformers", text.type());
      pair(index, text.tokenizer(), "transformers", bert ? "BertTokenizer" : "CLIPTokenizer");
    }
    pair(index, "unet", "diffusers", "UNet2DConditionModel");
    pair(index, configs.autoencoder(), "diffusers", "AutoencoderKL");
    if (configs.texts().size() > 1) {
      index.put("force_zeros_for_empty_prompt", true);
    }
    return index;
  }

  private static void pair(ObjectNode index, String part, String library, String type) {
    List.of(library, type).forEach(index.withArray(part)::add);
  }

  private static ModelException missing(String message) {
    return new ModelException(ModelException.Code.FILE_MISSING, message);
  }
}
