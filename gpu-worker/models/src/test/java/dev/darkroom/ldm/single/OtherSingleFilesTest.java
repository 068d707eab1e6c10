package dev.darkroom.ldm.single;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.failure.ModelException;
import dev.darkroom.image.Rgb;
import dev.darkroom.ldm.FirstModel;
import dev.darkroom.ldm.LargeModel;
import dev.darkroom.ldm.LdmLoader;
import dev.darkroom.ldm.LdmModel;
import dev.darkroom.ldm.bert.BertConfig;
import dev.darkroom.ldm.bert.BertEncoder;
import dev.darkroom.ldm.bert.DiffusersNames;
import dev.darkroom.ldm.single.Configs.Place;
import dev.darkroom.ldm.single.Configs.Text;
import dev.darkroom.model.GenerationRequest;
import dev.darkroom.model.GenerationRun;
import dev.darkroom.model.LoadOptions;
import dev.darkroom.model.Prompt;
import dev.darkroom.model.SamplingSettings;
import dev.darkroom.model.Seed;
import dev.darkroom.model.Size;
import dev.darkroom.model.Start;
import dev.darkroom.nn.Param;
import dev.darkroom.nn.Weights;
import dev.darkroom.testing.Fixtures;
import dev.darkroom.weights.HostTensor;
import dev.darkroom.weights.Safetensors;
import dev.darkroom.weights.TensorSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Small models of the other layouts, written under the original names and unpacked again. */
class OtherSingleFilesTest {
  private static final int SIDE = 32;
  private static final Rgb PICTURE = painted(at -> at * 250 & 0xFFFFFF);

  /** The right half is drawn anew. */
  private static final Rgb MASK = painted(at -> at % SIDE < SIDE / 2 ? 0 : 0xFFFFFF);

  @TempDir Path temporary;
  private Path folder;
  private Path unpacked;

  @BeforeEach
  void folders() throws IOException {
    folder = Files.createDirectory(temporary.resolve("model"));
    unpacked = temporary.resolve("unpacked");
  }

  @Test
  void theFirstModelsFileDrawsWhatItsFolderDraws() throws IOException {
    FirstModel.write(folder);
    Map<String, HostTensor> file = common("vqvae");
    TensorSource bert = open("bert/model");
    BertConfig config = BertConfig.read(SingleFile.config(text("bert/config.json")));
    for (Param param : new BertEncoder(Weights.root(), config).params()) {
      file.put(Place.BERT.prefix() + param.name(), bert.get(DiffusersNames.of(param.name())));
    }
    Text text = new Text("bert", "LDMBertModel", "tokenizer", text("bert/config.json"), Place.BERT);
    Configs configs = configs("LDMTextToImagePipeline", "vqvae", List.of(text));
    SingleFile single = SingleFile.of(TensorSource.of(file, Map.of()));

    assertThat(single.isFirst()).isTrue();
    assertThatThrownBy(() -> Unpacking.unpack(single, configs, folder, unpacked))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("put bert-base-uncased's there");
    Path beside = Files.createDirectory(temporary.resolve("beside"));
    Files.copy(folder.resolve("tokenizer/vocab.txt"), beside.resolve("vocab.txt"));
    Files.writeString(beside.resolve("model.ckpt"), "the file itself, of many gigabytes");
    Unpacking.unpack(single, configs, beside, unpacked);

    assertThat(unpacked.resolve("tokenizer/model.ckpt")).doesNotExist();
    assertThat(drawn(unpacked)).isEqualTo(drawn(folder));
  }

  @Test
  void sdxlsFileDrawsWhatItsFolderDraws() throws IOException {
    LargeModel.write(folder);
    Configs configs = largeConfigs("StableDiffusionXLPipeline");
    SingleFile single = largeFile();

    assertThatThrownBy(
            () -> Unpacking.unpack(single, configs, folder.resolve("tokenizer"), unpacked))
        .hasMessageContaining("an SDXL model's");
    Unpacking.unpack(single, configs, folder, unpacked);

    assertThat(drawn(unpacked)).isEqualTo(drawn(folder));
  }

  @Test
  void sdxlsFileThatSeesTheMaskRepaintsAsItsFolderDoes() throws IOException {
    LargeModel.writeRepainting(folder);

    Unpacking.unpack(
        largeFile(), largeConfigs("StableDiffusionXLInpaintPipeline"), folder, unpacked);

    GenerationRequest masked = request().withStart(new Start.Repaint(PICTURE, MASK, 1));
    List<Rgb> repainted = drawn(unpacked, masked);
    assertThat(repainted).isEqualTo(drawn(folder, masked)).doesNotContain(PICTURE);
    assertThatThrownBy(() -> drawn(unpacked, request()))
        .as("a network that sees the mask draws nothing without one")
        .hasMessageContaining("only repaints");
  }

  private SingleFile largeFile() {
    Map<String, HostTensor> file = common("vae");
    TensorSource first = open("text_encoder/model");
    first.names().forEach(name -> file.put(Place.XL_CLIP.prefix() + name, first.get(name)));
    openClip(open("text_encoder_2/model"))
        .forEach((name, tensor) -> file.put(Place.XL_OPEN_CLIP.prefix() + name, tensor));
    return SingleFile.of(TensorSource.of(file, Map.of()));
  }

  private Configs largeConfigs(String pipeline) throws IOException {
    return configs(
        pipeline,
        "vae",
        List.of(
            clip("text_encoder", "CLIPTextModel", Place.XL_CLIP),
            clip("text_encoder_2", "CLIPTextModelWithProjection", Place.XL_OPEN_CLIP)));
  }

  /** The UNet and the autoencoder under their original names. */
  private Map<String, HostTensor> common(String autoencoder) {
    Map<String, HostTensor> tensors = new TreeMap<>();
    TensorSource unet = open("unet/diffusion_pytorch_model");
    dev.darkroom.ldm.unet.OriginalNames.of(unet.names())
        .forEach((name, original) -> tensors.put(SingleFile.UNET + original, unet.get(name)));
    TensorSource vae = open(autoencoder + "/diffusion_pytorch_model");
    int levels =
        Fixtures.json(folder.resolve(autoencoder + "/config.json"))
            .path("block_out_channels")
            .size();
    for (String name : vae.names()) {
      tensors.put(
          "first_stage_model." + dev.darkroom.ldm.vae.OriginalNames.of(name, levels),
          vae.get(name));
    }
    return tensors;
  }

  /** A text encoder of transformers' layout in open_clip's: thirds joined, products turned. */
  private static Map<String, HostTensor> openClip(TensorSource source) {
    Map<String, HostTensor> tensors = new TreeMap<>();
    for (String name : source.names()) {
      String original =
          name.replace("text_model.encoder.layers.", "transformer.resblocks.")
              .replace("layer_norm1", "ln_1")
              .replace("layer_norm2", "ln_2")
              .replace("mlp.fc1", "mlp.c_fc")
              .replace("mlp.fc2", "mlp.c_proj")
              .replace("self_attn.out_proj", "attn.out_proj")
              .replace("text_model.embeddings.token_embedding", "token_embedding")
              .replace("text_model.embeddings.position_embedding.weight", "positional_embedding")
              .replace("text_model.final_layer_norm", "ln_final");
      if (name.contains("self_attn.q_proj.")) {
        String kind = name.substring(name.lastIndexOf('.') + 1);
        tensors.put(
            original.replace("self_attn.q_proj." + kind, "attn.in_proj_" + kind),
            joined(
                source.get(name),
                source.get(name.replace("q_proj", "k_proj")),
                source.get(name.replace("q_proj", "v_proj"))));
      } else if (name.equals("text_projection.weight")) {
        tensors.put("text_projection", turned(source.get(name)));
      } else if (!name.contains("k_proj") && !name.contains("v_proj")) {
        tensors.put(original, source.get(name));
      }
    }
    return tensors;
  }

  private static HostTensor joined(HostTensor... parts) {
    long[] dims = parts[0].shape().dims();
    int size = (int) parts[0].numel();
    float[] all = new float[parts.length * size];
    for (int i = 0; i < parts.length; i++) {
      System.arraycopy(parts[i].toFloats(), 0, all, i * size, size);
    }
    dims[0] *= parts.length;
    return HostTensor.ofFloats(all, dims);
  }

  private static HostTensor turned(HostTensor matrix) { // (rows, columns)
    int rows = (int) matrix.shape().dim(0);
    int columns = (int) matrix.shape().dim(1);
    float[] from = matrix.toFloats();
    float[] to = new float[from.length];
    for (int i = 0; i < from.length; i++) {
      to[i % columns * rows + i / columns] = from[i];
    }
    return HostTensor.ofFloats(to, columns, rows);
  }

  private Text clip(String part, String type, Place place) throws IOException {
    String tokenizer = part.replace("text_encoder", "tokenizer");
    return new Text(part, type, tokenizer, text(part + "/config.json"), place);
  }

  private Configs configs(String pipeline, String autoencoder, List<Text> texts)
      throws IOException {
    return new Configs(
        pipeline,
        text("unet/config.json"),
        autoencoder,
        text(autoencoder + "/config.json"),
        texts,
        text("scheduler/scheduler_config.json"));
  }

  private TensorSource open(String part) {
    return Safetensors.open(folder.resolve(part + ".safetensors"));
  }

  private String text(String file) throws IOException {
    return Files.readString(folder.resolve(file));
  }

  private static Rgb painted(IntUnaryOperator pixel) {
    return Rgb.ofPixels(SIDE, SIDE, IntStream.range(0, SIDE * SIDE).map(pixel).toArray());
  }

  private static GenerationRequest request() {
    return new GenerationRequest(
        Prompt.of("a photo of a cat", "blurry"),
        List.of(Seed.of(3)),
        SamplingSettings.of("ddim", 2, 3),
        new Size(SIDE, SIDE));
  }

  private static List<Rgb> drawn(Path model) {
    return drawn(model, request());
  }

  private static List<Rgb> drawn(Path model, GenerationRequest request) {
    try (LdmModel loaded = new LdmLoader().load(model, LoadOptions.cpu());
        GenerationRun run = loaded.generator().orElseThrow().start(request)) {
      while (run.step()) {
        assertThat(run.done()).isPositive();
      }
      return run.result();
    }
  }
}
