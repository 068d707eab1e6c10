package dev.darkroom.ldm.single;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.darkroom.clip.TextConfig;
import dev.darkroom.failure.ModelException;
import dev.darkroom.ldm.unet.UNetConfig;
import dev.darkroom.ldm.vae.VaeConfig;
import dev.darkroom.weights.HostTensor;
import dev.darkroom.weights.SafetensorsWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Turns a single file into a diffusers folder. A tokenizer's vocabulary is in no such file and
 * comes from a folder that has one, as every diffusers folder of the same kind does.
 */
public final class Unpacking {
  private static final JsonMapper JSON = new JsonMapper();

  private Unpacking() {}

  /**
   * Writes the folder.
   *
   * @param tokenizer a folder with {@code vocab.json} and {@code merges.txt}
   * @param folder to be made; it must not exist or be empty
   * @throws ModelException if the tokenizer is missing, or the folder holds something
   * @throws dev.darkroom.weights.WeightsException if the file is not of this kind, or the disk is
   *     full
   */
  public static void unpack(SingleFile file, Configs configs, Path tokenizer, Path folder) {
    if (!Files.isRegularFile(tokenizer.resolve("vocab.json"))) {
      throw missing(
          tokenizer
              + " holds no vocab.json: name the tokenizer's folder of a model of the same kind");
    }
    try {
      requireEmpty(folder);
      part(
          folder.resolve("unet"),
          configs.unet(),
          "diffusion_pytorch_model",
          file.unet(UNetConfig.read(SingleFile.config(configs.unet()))));
      part(
          folder.resolve("vae"),
          configs.vae(),
          "diffusion_pytorch_model",
          file.vae(VaeConfig.read(SingleFile.config(configs.vae()))));
      part(
          folder.resolve("text_encoder"),
          configs.text(),
          "model",
          file.text(TextConfig.read(SingleFile.config(configs.text())), configs.openClip()));
      Path scheduler = Files.createDirectories(folder.resolve("scheduler"));
      Files.writeString(scheduler.resolve("scheduler_config.json"), configs.scheduler());
      copy(tokenizer, folder.resolve("tokenizer"));
      Files.writeString(folder.resolve("model_index.json"), index(configs).toPrettyString());
    } catch (IOException e) {
      throw new UncheckedIOException(folder + " cannot be written: " + e.getMessage(), e);
    }
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
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }

  private static ObjectNode index(Configs configs) throws IOException {
    ObjectNode index = JSON.createObjectNode().put("_class_name", configs.pipeline());
    String scheduler = JSON.readTree(configs.scheduler()).path("_class_name").asText();
    pair(index, "scheduler", "diffusers", scheduler);
    pair(index, "text_encoder", "transformers", "CLIPTextModel");
    pair(index, "tokenizer", "transformers", "CLIPTokenizer");
    pair(index, "unet", "diffusers", "UNet2DConditionModel");
    pair(index, "vae", "diffusers", "AutoencoderKL");
    return index;
  }

  private static void pair(ObjectNode index, String part, String library, String type) {
    List.of(library, type).forEach(index.withArray(part)::add);
  }

  private static ModelException missing(String message) {
    return new ModelException(ModelException.Code.FILE_MISSING, message);
  }
}
