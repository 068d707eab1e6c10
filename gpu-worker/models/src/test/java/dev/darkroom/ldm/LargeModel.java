package dev.darkroom.ldm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.darkroom.clip.ClipTextEncoder;
import dev.darkroom.clip.TextConfig;
import dev.darkroom.config.ConfigFile;
import dev.darkroom.nn.InitialWeights;
import dev.darkroom.nn.Linear;
import dev.darkroom.nn.Weights;
import dev.darkroom.random.TorchRandom;
import dev.darkroom.testing.Fixtures;
import dev.darkroom.weights.HostTensor;
import dev.darkroom.weights.Safetensors;
import dev.darkroom.weights.SafetensorsWriter;
import dev.darkroom.weights.TensorSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A small SDXL put together from the fixtures' UNet and autoencoder and two random encoders. */
public final class LargeModel {
  /** Of a state of each text encoder. */
  public static final List<Integer> WIDTHS = List.of(24, 16);

  static final int POOLED = 20;

  private LargeModel() {}

  /** Writes its folder. */
  public static Path write(Path folder) throws IOException {
    ModelFolder copy = ModelFolder.copyTo(folder);
    Path unet = Fixtures.folder("ldm/unet/sdxl/unet");
    for (String file : List.of("config.json", "diffusion_pytorch_model.safetensors")) {
      Path target = folder.resolve("unet").resolve(file);
      Files.copy(unet.resolve(file), target, StandardCopyOption.REPLACE_EXISTING);
    }
    Files.createDirectory(folder.resolve("tokenizer_2"));
    for (String file : List.of("vocab.json", "merges.txt", "tokenizer_config.json")) {
      Files.copy(
          folder.resolve("tokenizer").resolve(file), folder.resolve("tokenizer_2").resolve(file));
    }
    textEncoder(folder, "text_encoder", WIDTHS.get(0), "quick_gelu");
    textEncoder(folder, "text_encoder_2", WIDTHS.get(1), "gelu");
    copy.edit(
        "model_index.json",
        index ->
            index
                .put("_class_name", "StableDiffusionXLPipeline")
                .put("force_zeros_for_empty_prompt", true)
                .setAll(
                    Map.of(
                        "text_encoder_2", pair("CLIPTextModelWithProjection"),
                        "tokenizer_2", pair("CLIPTokenizer"))));
    return folder;
  }

  /** The same whose UNet sees a mask and the picture below it, too: 9 channels. */
  public static Path writeRepainting(Path folder) throws IOException {
    write(folder);
    ModelFolder.in(folder)
        .edit("unet/config.json", unet -> unet.put("in_channels", 9))
        .edit(
            "model_index.json",
            index -> index.put("_class_name", "StableDiffusionXLInpaintPipeline"));
    Path file = folder.resolve("unet/diffusion_pytorch_model.safetensors");
    Map<String, HostTensor> tensors = new HashMap<>();
    TensorSource four =
        Safetensors.open(Fixtures.folder("ldm/unet/sdxl/unet").resolve(file.getFileName()));
    four.names().forEach(name -> tensors.put(name, four.get(name)));
    tensors.computeIfPresent("conv_in.weight", (_, kernels) -> widened(kernels));
    Files.delete(file);
    SafetensorsWriter.write(file, tensors, Map.of());
    return folder;
  }

  /** Kernels of 4 channels and random ones of 5 more. */
  private static HostTensor widened(HostTensor kernels) { // (O, 4, 3, 3)
    int out = (int) kernels.shape().dim(0);
    int given = 4 * 9;
    float[] wide = TorchRandom.seeded(9).randn(out * 9 * 9);
    for (int o = 0; o < out; o++) {
      System.arraycopy(kernels.toFloats(), o * given, wide, o * 9 * 9, given);
    }
    return HostTensor.ofFloats(wide, out, 9, 3, 3); // (O, 9, 3, 3)
  }

  private static void textEncoder(Path folder, String name, int width, String activation)
      throws IOException {
    Path part = Files.createDirectories(folder.resolve(name));
    ObjectNode json = new ObjectMapper().createObjectNode();
    json.put("model_type", "clip_text_model").put("vocab_size", 769).put("hidden_size", width);
    json.put("intermediate_size", 2 * width).put("num_attention_heads", 4);
    json.put("num_hidden_layers", 3).put("hidden_act", activation).put("eos_token_id", 2);
    json.put("projection_dim", POOLED);
    new ObjectMapper().writeValue(part.resolve("config.json").toFile(), json);
    Weights root = Weights.root();
    new ClipTextEncoder(root, TextConfig.read(ConfigFile.of(name, json)));
    if (name.endsWith("_2")) {
      Linear.withoutBias(root.at("text_projection"), width, POOLED);
    }
    var initial = new InitialWeights(root.params(), width);
    Map<String, HostTensor> tensors = new HashMap<>();
    initial.names().forEach(tensor -> tensors.put(tensor, initial.get(tensor)));
    Files.deleteIfExists(part.resolve("model.safetensors"));
    SafetensorsWriter.write(part.resolve("model.safetensors"), tensors, Map.of());
  }

  private static JsonNode pair(String type) {
    return new ObjectMapper().createArrayNode().add("transformers").add(type);
  }
}
