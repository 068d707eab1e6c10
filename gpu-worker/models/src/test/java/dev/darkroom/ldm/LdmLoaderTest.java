package dev.darkroom.ldm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.darkroom.failure.ModelException;
import dev.darkroom.failure.ModelException.Code;
import dev.darkroom.image.Rgb;
import dev.darkroom.model.GenerationRequest;
import dev.darkroom.model.GenerationRun;
import dev.darkroom.model.LoadOptions;
import dev.darkroom.model.Prompt;
import dev.darkroom.model.SamplingSettings;
import dev.darkroom.model.Seed;
import dev.darkroom.model.Size;
import dev.darkroom.weights.HostTensor;
import dev.darkroom.weights.Safetensors;
import dev.darkroom.weights.SafetensorsWriter;
import dev.darkroom.weights.TensorSource;
import dev.darkroom.weights.WeightsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a diffusers folder may say, and what is refused. */
class LdmLoaderTest {
  private static final String VAE = "vae/diffusion_pytorch_model.safetensors";
  private static final String UNET = "unet/diffusion_pytorch_model.safetensors";

  @TempDir Path temporary;

  @Test
  void aModelKnowsItsSize() {
    try (LdmModel model = load(ModelFolder.ORIGINAL)) {
      assertThat(model.bytes()).isBetween(1_200_000L, 1_300_000L);
      assertThat(model.generator()).isPresent();
    }
  }

  @Test
  void aModelOfVelocitiesThatBeginsAtPureNoiseDrawsWithEverySampler() {
    Path folder =
        copy()
            .edit(
                "scheduler/scheduler_config.json",
                c ->
                    c.put("prediction_type", "v_prediction")
                        .put("rescale_betas_zero_snr", true)
                        .put("set_alpha_to_one", true)
                        .put("steps_offset", 0)
                        .put("timestep_spacing", "trailing"))
            .path();
    try (LdmModel model = load(folder)) {
      for (String sampler : List.of("ddim", "euler", "euler_a", "dpmpp_2m", "dpmpp_2m_karras")) {
        assertThat(draw(model, sampler).width()).as(sampler).isEqualTo(32);
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          model_index.json                | _class_name           | "FluxPipeline"              | StableDiffusionPipeline
          model_index.json                | unet                  | ["diffusers", "Other"]      | UNet2DConditionModel
          model_index.json                | image_encoder         | ["transformers", "Vision"]  | image_encoder
          model_index.json                | controlnet            | ["diffusers", "ControlNet"] | controlnet
          unet/config.json                | class_embed_type      | "timestep"                  | class_embed_type
          unet/config.json                | brand_new_key         | 1                           | brand_new_key
          unet/config.json                | in_channels           | 8                           | in_channels 8
          unet/config.json                | cross_attention_dim   | 64                          | cross_attention_dim 64
          vae/config.json                 | act_fn                | "gelu"                      | act_fn
          vae/config.json                 | latents_mean          | [0, 0, 0, 0]                | latents_mean
          text_encoder/config.json        | hidden_act            | "relu"                      | hidden_act
          text_encoder/config.json        | vocab_size            | 500                         | vocab_size 500
          text_encoder/config.json        | max_position_embeddings | 32                        | max_position_embeddings 32
          scheduler/scheduler_config.json | prediction_type       | "flow"                      | prediction_type
          scheduler/scheduler_config.json | solver_p              | "unipc"                     | solver_p
          tokenizer/tokenizer_config.json | do_lower_case         | false                       | do_lower_case
          """)
  void whatIsNotSupportedIsRefusedByName(String file, String key, String value, String named)
      throws IOException {
    var node = new ObjectMapper().readTree(value);
    ModelFolder folder =
        copy()
            .edit(
                file,
                c -> {
                  c.set(key, node);
                  if (key.equals("latents_mean")) {
                    c.set("latents_std", node);
                  }
                });
    assertRefused(folder, Code.CONFIG_UNSUPPORTED, named);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "model_index.json",
        "unet/config.json",
        "vae/config.json",
        "text_encoder/config.json",
        "scheduler/scheduler_config.json",
        "tokenizer/vocab.json",
        UNET,
        VAE,
        "text_encoder/model.safetensors"
      })
  void aMissingFileIsNamed(String file) {
    String part = file.contains("/") ? file.substring(0, file.indexOf('/')) : file;
    assertRefused(copy().delete(file), Code.FILE_MISSING, part);
  }

  @Test
  void partsThatNeverChangeAPictureMayBeThere() {
    var checker =
        JsonNodeFactory.instance
            .arrayNode()
            .add("stable_diffusion")
            .add("StableDiffusionSafetyChecker");
    Path folder = copy().edit("model_index.json", c -> c.set("safety_checker", checker)).path();
    try (LdmModel model = load(folder)) {
      assertThat(model.bytes()).isPositive();
    }
  }

  @Test
  void weightsOfAnotherShapeAreRefusedByName() {
    ModelFolder folder = copy().edit("unet/config.json", c -> c.put("layers_per_block", 2));
    assertRefused(folder, Code.WEIGHTS_MISMATCHED, "down_blocks.0.resnets.1");
  }

  @Test
  void truncatedWeightsAreRefused() throws IOException {
    Path file = copy().path().resolve(UNET);
    byte[] half = Files.readAllBytes(file);
    Files.write(file, java.util.Arrays.copyOf(half, half.length / 2));
    assertThatThrownBy(() -> load(temporary)).isInstanceOf(WeightsException.class);
  }

  @Test
  void anAutoencoderWithItsOldNamesDrawsTheSame() {
    Path folder = copy().path();
    Path file = folder.resolve(VAE);
    TensorSource source = Safetensors.open(file);
    Map<String, HostTensor> old = new LinkedHashMap<>();
    for (String name : source.names()) {
      HostTensor tensor = source.get(name);
      String oldName =
          name.replace(".to_q.", ".query.")
              .replace(".to_k.", ".key.")
              .replace(".to_v.", ".value.")
              .replace(".to_out.0.", ".proj_attn.");
      boolean kernel = !oldName.equals(name) && tensor.shape().rank() == 2;
      long[] dims = tensor.shape().dims();
      old.put(oldName, kernel ? tensor.reshape(dims[0], dims[1], 1, 1) : tensor);
    }
    assertThat(old.keySet()).isNotEqualTo(source.names());
    Path other = folder.resolve("vae/diffusion_pytorch_model.fp16.safetensors");
    SafetensorsWriter.write(other, old, Map.of());
    try (LdmModel original = load(ModelFolder.ORIGINAL)) {
      Rgb wanted = draw(original, "ddim");
      ModelFolder.in(folder).delete(VAE);
      try (LdmModel renamed = load(folder)) {
        assertThat(draw(renamed, "ddim")).isEqualTo(wanted);
      }
    }
  }

  @Test
  void aModelMayBeClosedTwice() {
    LdmModel model = load(ModelFolder.ORIGINAL);
    draw(model, "ddim");
    model.close();
    model.close();
    assertThatThrownBy(() -> draw(model, "ddim")).isInstanceOf(IllegalStateException.class);
  }

  private ModelFolder copy() {
    return ModelFolder.copyTo(temporary);
  }

  private static LdmModel load(Path folder) {
    return new LdmLoader().load(folder, LoadOptions.cpu());
  }

  private static void assertRefused(ModelFolder folder, Code code, String named) {
    assertThatThrownBy(() -> load(folder.path()))
        .isInstanceOfSatisfying(ModelException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining(named);
  }

  private static Rgb draw(LdmModel model, String sampler) {
    var request =
        new GenerationRequest(
            Prompt.of("a cat", ""),
            List.of(Seed.of(1)),
            SamplingSettings.of(sampler, 3, 4),
            new Size(32, 32));
    try (GenerationRun run = model.generator().orElseThrow().start(request)) {
      while (run.step()) {
        assertThat(run.done()).isLessThan(run.total());
      }
      return run.result().getFirst();
    }
  }
}
