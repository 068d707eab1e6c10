package dev.darkroom.ldm.single;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.failure.ModelException;
import dev.darkroom.image.Rgb;
import dev.darkroom.ldm.LdmLoader;
import dev.darkroom.ldm.LdmModel;
import dev.darkroom.ldm.unet.UNet;
import dev.darkroom.ldm.unet.UNetConfig;
import dev.darkroom.ldm.vae.AutoencoderKl;
import dev.darkroom.ldm.vae.VaeConfig;
import dev.darkroom.model.GenerationRequest;
import dev.darkroom.model.GenerationRun;
import dev.darkroom.model.LoadOptions;
import dev.darkroom.model.Prompt;
import dev.darkroom.model.SamplingSettings;
import dev.darkroom.model.Seed;
import dev.darkroom.model.Size;
import dev.darkroom.nn.Module;
import dev.darkroom.nn.Weights;
import dev.darkroom.testing.Fixtures;
import dev.darkroom.weights.AtomicFile;
import dev.darkroom.weights.DType;
import dev.darkroom.weights.HostTensor;
import dev.darkroom.weights.Safetensors;
import dev.darkroom.weights.SafetensorsWriter;
import dev.darkroom.weights.Shape;
import dev.darkroom.weights.TensorSource;
import dev.darkroom.weights.TorchWriter;
import dev.darkroom.weights.WeightsException;
import dev.darkroom.weights.pickle.PickleValue.Dict;
import dev.darkroom.weights.pickle.PickleValue.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SingleFileTest {
  private static final Path TINY = Fixtures.folder("ldm/pipeline/sd_tiny/sd");

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"model.safetensors", "model.ckpt"})
  void anUnpackedFileDrawsWhatItsFolderDraws(String name) throws IOException {
    Path file = write(folder.resolve(name), tiny());
    Path unpacked = folder.resolve("unpacked");
    Unpacking.unpack(SingleFile.open(file), configs(), TINY.resolve("tokenizer"), unpacked);
    assertThat(drawn(unpacked)).isEqualTo(drawn(TINY));
  }

  @Test
  void aFolderThatHoldsSomethingIsLeftAlone() throws IOException {
    Files.writeString(folder.resolve("note.txt"), "mine");
    SingleFile file = SingleFile.of(TensorSource.of(tiny(), Map.of()));
    assertThatThrownBy(() -> Unpacking.unpack(file, configs(), TINY.resolve("tokenizer"), folder))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("is not empty");
    assertThatThrownBy(() -> Unpacking.unpack(file, configs(), folder, folder.resolve("new")))
        .hasMessageContaining("vocab.json");
  }

  @Test
  void aWeightThatIsMissingOrTooManyOrOfAnotherShapeIsNamed() throws IOException {
    UNetConfig config = UNetConfig.read(SingleFile.config(text("unet/config.json")));
    Map<String, HostTensor> missing = tiny();
    missing.remove("model.diffusion_model.out.2.bias");
    assertThatThrownBy(() -> of(missing).unet(config))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("model.diffusion_model.out.2.bias");
    Map<String, HostTensor> more = tiny();
    more.put("model.diffusion_model.lora.weight", HostTensor.ofFloats(new float[1], 1));
    assertThatThrownBy(() -> of(more).unet(config))
        .hasMessageContaining("model.diffusion_model.lora.weight belongs to no module");
    Map<String, HostTensor> other = tiny();
    other.put("model.diffusion_model.out.2.bias", HostTensor.ofFloats(new float[7], 7));
    assertThatThrownBy(() -> of(other).unet(config))
        .hasMessageContaining("[7]")
        .hasMessageContaining("[4]");
  }

  /** The numbers of the published models; those of the first one's text are its architecture's. */
  @ParameterizedTest
  @CsvSource({
    "SD1, 859520964, 123060480, 1",
    "SD1_INPAINT, 859535364, 123060480, 1",
    "SD2, 865910724, 340387840, 1",
    "XL, 2567463684, 817720320, 2",
    "XL_INPAINT, 2567478084, 817720320, 2",
    "FIRST, 872300484, 542895360, 1"
  })
  void theConfigurationsAreThoseOfThePublishedModels(
      Kind kind, long unet, long text, int encoders) {
    Configs configs = kind.configs(Kind.Predicts.EPSILON);
    assertThat(size(new UNet(Weights.root(), UNetConfig.read(SingleFile.config(configs.unet())))))
        .isEqualTo(unet);
    assertThat(
            size(
                new AutoencoderKl(
                    Weights.root(), VaeConfig.read(SingleFile.config(configs.vae())))))
        .isEqualTo(83_653_863);
    assertThat(configs.texts()).hasSize(encoders);
    assertThat(configs.texts().stream().mapToLong(SingleFileTest::size).sum()).isEqualTo(text);
  }

  private static long size(Configs.Text text) {
    return SingleFile.kind(text).declare(Weights.root()).params().stream()
        .mapToLong(param -> param.shape().numel())
        .sum();
  }

  @ParameterizedTest
  @CsvSource({"4, 768, SD1", "9, 768, SD1_INPAINT", "4, 1024, SD2", "9, 1024, SD2_INPAINT"})
  void shapesTellTheKind(int channels, int width, Kind kind) {
    assertThat(of(signs(channels, width)).kind()).isEqualTo(kind);
  }

  @ParameterizedTest
  @CsvSource({"4, XL", "9, XL_INPAINT"})
  void twoTextEncodersTellSdxl(int channels, Kind kind) {
    Map<String, HostTensor> xl = signs(channels, 2048);
    String keys = "model.diffusion_model.input_blocks.%d.1.transformer_blocks.0.attn2.to_k.weight";
    xl.put(keys.formatted(4), HostTensor.zeros(DType.F16, Shape.of(640, 2048)));
    xl.remove(keys.formatted(2));
    xl.put("conditioner.embedders.0.transformer.x", HostTensor.ofFloats(new float[1], 1));
    xl.put("conditioner.embedders.1.model.x", HostTensor.ofFloats(new float[1], 1));
    assertThat(of(xl).kind()).isEqualTo(kind);
  }

  @Test
  void itsTextTransformerTellsTheFirstModel() {
    Map<String, HostTensor> first = signs(4, 1280);
    first.put(SingleFile.BERT_TABLE, HostTensor.ofFloats(new float[1], 1));
    assertThat(of(first).kind()).isEqualTo(Kind.FIRST);
  }

  @Test
  void whatIsNoneOfTheseIsRefusedSayingWhatItIs() {
    assertThatThrownBy(() -> of(signs(5, 1024)).kind())
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("5 channels");
    Map<String, HostTensor> xl = signs(4, 2048);
    xl.put("conditioner.embedders.0.model.x", HostTensor.ofFloats(new float[1], 1));
    assertThatThrownBy(() -> of(xl).kind()).hasMessageContaining("as its refiner is");
    assertThatThrownBy(() -> of(signs(4, 1280)).kind())
        .hasMessageContaining("not the one that texts of width 1280 come from");
    assertThatThrownBy(() -> of(new TreeMap<>()).kind())
        .hasMessageContaining("holds no Stable Diffusion");
  }

  private static SingleFile of(Map<String, HostTensor> tensors) {
    return SingleFile.of(TensorSource.of(tensors, Map.of()));
  }

  private static Map<String, HostTensor> signs(int channels, int width) {
    return new TreeMap<>(
        Map.of(
            "model.diffusion_model.input_blocks.0.0.weight",
            HostTensor.zeros(DType.F16, Shape.of(320, channels, 3, 3)),
            "model.diffusion_model.input_blocks.2.1.transformer_blocks.0.attn2.to_k.weight",
            HostTensor.zeros(DType.F16, Shape.of(320, width))));
  }

  private static long size(Module module) {
    return module.params().stream().mapToLong(p -> p.shape().numel()).sum();
  }

  /** The tiny model under the original names, with what such files hold beside it. */
  private static Map<String, HostTensor> tiny() {
    Map<String, HostTensor> tensors = new TreeMap<>();
    TensorSource unet = Safetensors.open(TINY.resolve("unet/diffusion_pytorch_model.safetensors"));
    dev.darkroom.ldm.unet.OriginalNames.of(unet.names())
        .forEach(
            (name, original) -> tensors.put("model.diffusion_model." + original, unet.get(name)));
    TensorSource vae = Safetensors.open(TINY.resolve("vae/diffusion_pytorch_model.safetensors"));
    int levels = Fixtures.json(TINY.resolve("vae/config.json")).path("block_out_channels").size();
    for (String name : vae.names()) {
      HostTensor tensor = vae.get(name);
      String original = dev.darkroom.ldm.vae.OriginalNames.of(name, levels);
      boolean linear = original.contains(".attn_1.") && tensor.shape().rank() == 2;
      long[] dims = tensor.shape().dims();
      tensors.put(
          "first_stage_model." + original,
          linear ? tensor.reshape(dims[0], dims[1], 1, 1) : tensor);
    }
    TensorSource text = Safetensors.open(TINY.resolve("text_encoder/model.safetensors"));
    text.names()
        .forEach(name -> tensors.put("cond_stage_model.transformer." + name, text.get(name)));
    tensors.put("betas", HostTensor.ofFloats(new float[10], 10));
    tensors.put("model_ema.diffusion_modelout2bias", HostTensor.ofFloats(new float[4], 4));
    return tensors;
  }

  private static Path write(Path file, Map<String, HostTensor> tensors) {
    if (file.toString().endsWith(".safetensors")) {
      SafetensorsWriter.write(file, tensors, Map.of());
    } else {
      Map<String, HostTensor> sorted = new TreeMap<>(tensors);
      var state =
          new Dict(
              sorted.entrySet().stream()
                  .map(e ->
                      new Dict.Entry(new Text(e.getKey()), new TorchWriter.Saved(e.getValue())))
                  .toList());
      AtomicFile.write(
          file,
          TorchWriter.encode(new Dict(List.of(new Dict.Entry(new Text("state_dict"), state)))));
    }
    return file;
  }

  private static Configs configs() throws IOException {
    return new Configs(
        "StableDiffusionPipeline",
        text("unet/config.json"),
        "vae",
        text("vae/config.json"),
        List.of(
            new Configs.Text(
                "text_encoder",
                "CLIPTextModel",
                "tokenizer",
                text("text_encoder/config.json"),
                Configs.Place.CLIP)),
        text("scheduler/scheduler_config.json"));
  }

  private static String text(String file) throws IOException {
    return Files.readString(TINY.resolve(file));
  }

  private static List<Rgb> drawn(Path model) {
    var request =
        new GenerationRequest(
            Prompt.of("a photo of a cat", "blurry"),
            List.of(Seed.of(3)),
            SamplingSettings.of("ddim", 2, 3),
            new Size(32, 32));
    try (LdmModel loaded = new LdmLoader().load(model, LoadOptions.cpu());
        GenerationRun run = loaded.generator().orElseThrow().start(request)) {
      while (run.step()) {
        assertThat(run.done()).isPositive();
      }
      return run.result();
    }
  }
}
