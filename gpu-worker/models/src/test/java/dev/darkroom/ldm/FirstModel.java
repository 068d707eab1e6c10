package dev.darkroom.ldm;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.darkroom.config.ConfigFile;
import dev.darkroom.ldm.bert.BertConfig;
import dev.darkroom.ldm.bert.BertEncoder;
import dev.darkroom.ldm.bert.DiffusersNames;
import dev.darkroom.nn.InitialWeights;
import dev.darkroom.nn.Weights;
import dev.darkroom.weights.HostTensor;
import dev.darkroom.weights.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A small model of the first latent diffusion's layout: the fixtures' UNet and autoencoder, and a
 * random text transformer with a vocabulary of a few words.
 */
public final class FirstModel {
  private static final List<String> VOCABULARY =
      List.of("[PAD] [UNK] [CLS] [SEP] [MASK] a photo of the cat thing , blurry".split(" "));

  /** What the fixtures' UNet attends to. */
  private static final int WIDTH = 32;

  private FirstModel() {}

  /** Writes its folder. */
  public static Path write(Path folder) throws IOException {
    ModelFolder copy = ModelFolder.copyTo(folder);
    Files.move(folder.resolve("vae"), folder.resolve("vqvae"));
    for (String file : List.of("vocab.json", "merges.txt", "tokenizer_config.json")) {
      Files.deleteIfExists(folder.resolve("tokenizer").resolve(file));
    }
    Files.write(folder.resolve("tokenizer/vocab.txt"), VOCABULARY);
    Files.createDirectories(folder.resolve("bert"));
    ObjectNode config = new ObjectMapper().createObjectNode();
    config.put("model_type", "ldmbert").put("vocab_size", VOCABULARY.size());
    config.put("d_model", WIDTH).put("encoder_ffn_dim", 40).put("encoder_layers", 2);
    config.put("encoder_attention_heads", 3).put("head_dim", 4);
    Files.writeString(folder.resolve("bert/config.json"), config.toString());
    Weights root = Weights.root();
    new BertEncoder(root, BertConfig.read(ConfigFile.of("bert", config)));
    var initial = new InitialWeights(root.params(), 5);
    Map<String, HostTensor> tensors = new HashMap<>();
    initial.names().forEach(name -> tensors.put(DiffusersNames.of(name), initial.get(name)));
    tensors.put("to_logits.bias", HostTensor.ofFloats(new float[2], 2));
    SafetensorsWriter.write(folder.resolve("bert/model.safetensors"), tensors, Map.of());
    copy.edit(
        "model_index.json",
        index -> {
          index.removeAll();
          index.put("_class_name", "LDMTextToImagePipeline");
          part(index, "bert", "latent_diffusion", "LDMBertModel");
          part(index, "scheduler", "diffusers", "DDIMScheduler");
          part(index, "tokenizer", "transformers", "BertTokenizer");
          part(index, "unet", "diffusers", "UNet2DConditionModel");
          part(index, "vqvae", "diffusers", "AutoencoderKL");
        });
    return folder;
  }

  private static void part(ObjectNode index, String part, String library, String type) {
    index.putArray(part).add(library).add(type);
  }
}
