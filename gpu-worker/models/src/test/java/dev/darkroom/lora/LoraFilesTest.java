package dev.darkroom.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.darkroom.lora.LoraTargets.Target;
import dev.darkroom.testing.Fixtures;
import dev.darkroom.weights.HostTensor;
import dev.darkroom.weights.Safetensors;
import dev.darkroom.weights.SafetensorsWriter;
import dev.darkroom.weights.Shape;
import dev.darkroom.weights.TensorSource;
import dev.darkroom.weights.WeightsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoraFilesTest {
  private static final String QUERY = "down_blocks.1.attentions.0.transformer_blocks.0.attn1.to_q";
  private static final String OUT =
      "down_blocks.1.attentions.0.transformer_blocks.0.attn1.to_out.0";
  private static final String TEXT = "text_model.encoder.layers.0.self_attn.q_proj";

  private static final LoraTargets MODEL =
      LoraTargets.of(
          Map.of(
              LoraPart.UNET,
              List.of(
                  new Target(
                      QUERY,
                      Optional.of(Shape.of(3, 4)),
                      Optional.of("input_blocks.4.1.transformer_blocks.0.attn1.to_q")),
                  target(OUT)),
              LoraPart.TEXT_ENCODER,
              List.of(target(TEXT))));

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "unet." + QUERY + ".lora_A.weight, unet." + QUERY + ".lora_B.weight",
    "unet." + QUERY + ".lora_A.default.weight, unet." + QUERY + ".lora_B.default.weight",
    "unet." + QUERY + ".lora.down.weight, unet." + QUERY + ".lora.up.weight",
    "base_model.model." + QUERY + ".lora_A.weight, base_model.model." + QUERY + ".lora_B.weight",
    "down_blocks.1.attentions.0.transformer_blocks.0.attn1.processor.to_q_lora.down.weight,"
        + " down_blocks.1.attentions.0.transformer_blocks.0.attn1.processor.to_q_lora.up.weight",
    "lora_unet_down_blocks_1_attentions_0_transformer_blocks_0_attn1_to_q.lora_down.weight,"
        + " lora_unet_down_blocks_1_attentions_0_transformer_blocks_0_attn1_to_q.lora_up.weight",
    "lora_unet_input_blocks_4_1_transformer_blocks_0_attn1_to_q.lora_down.weight,"
        + " lora_unet_input_blocks_4_1_transformer_blocks_0_attn1_to_q.lora_up.weight",
  })
  void everySpellingOfAModuleOfTheUNetIsUnderstood(String down, String up) {
    Lora lora = LoraReader.read(source(Map.of(down, matrix(2, 4), up, matrix(3, 2)))).in(MODEL);
    assertThat(lora.layers()).containsOnlyKeys(LoraPart.UNET);
    assertThat(lora.layers().get(LoraPart.UNET)).containsOnlyKeys(QUERY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text_encoder." + TEXT + ".lora_linear_layer.%s.weight",
        "text_encoder.text_model.encoder.layers.0.self_attn.to_q_lora.%s.weight",
        TEXT + ".lora.%s.weight",
        "lora_te_text_model_encoder_layers_0_self_attn_q_proj.lora_%s.weight",
        "lora_te1_text_model_encoder_layers_0_self_attn_q_proj.lora_%s.weight",
      })
  void everySpellingOfAModuleOfTheTextEncoderIsUnderstood(String spelling) {
    Lora lora =
        LoraReader.read(
                source(
                    Map.of(
                        spelling.formatted("down"), matrix(2, 4),
                        spelling.formatted("up"), matrix(3, 2))))
            .in(MODEL);
    assertThat(lora.layers().get(LoraPart.TEXT_ENCODER)).containsOnlyKeys(TEXT);
  }

  @Test
  void anOutputProjectionOfAnOldProcessorIsTheFirstOfTwo() {
    String name = OUT.replace(".to_out.0", ".processor.to_out_lora.%s.weight");
    Lora lora =
        LoraReader.read(
            source(
                Map.of(name.formatted("down"), matrix(2, 4), name.formatted("up"), matrix(3, 2))));
    assertThat(lora.layers().get(LoraPart.UNET)).containsOnlyKeys(OUT);
  }

  @Test
  void alphaComesFromItsTensorOrFromTheMetadataOrIsTheRank() {
    Map<String, HostTensor> pair = pair("unet." + QUERY, ".lora_A.weight", ".lora_B.weight");
    assertThat(query(LoraReader.read(source(pair))).scale()).isEqualTo(1);
    var metadata = Map.of("lora_adapter_metadata", "{\"unet.r\": 2, \"unet.lora_alpha\": 6}");
    assertThat(query(LoraReader.read(TensorSource.of(pair, metadata))).scale()).isEqualTo(3);
    pair.put("unet." + QUERY + ".alpha", HostTensor.ofFloats(new float[] {1}));
    assertThat(query(LoraReader.read(TensorSource.of(pair, metadata))).scale()).isEqualTo(0.5);
  }

  @Test
  void aPatternInTheMetadataWinsForItsModuleAndRankStabilisedScalesByTheRoot() {
    Map<String, HostTensor> pair = pair("unet." + QUERY, ".lora_A.weight", ".lora_B.weight");
    var pattern = "{\"unet.lora_alpha\": 6, \"unet.alpha_pattern\": {\"attn1.to_q\": 4, \"q\": 9}}";
    Lora lora = LoraReader.read(TensorSource.of(pair, Map.of("lora_adapter_metadata", pattern)));
    assertThat(query(lora).alpha()).isEqualTo(4);
    var rooted = "{\"unet.lora_alpha\": 6, \"unet.use_rslora\": true}";
    Lora stable = LoraReader.read(TensorSource.of(pair, Map.of("lora_adapter_metadata", rooted)));
    assertThat(query(stable).scale()).isCloseTo(6 / Math.sqrt(2), within(1e-12));
  }

  @Test
  void beneathPeftsOwnFileItsSettingsAreRead() throws IOException {
    Path file = folder.resolve("adapter_model.safetensors");
    SafetensorsWriter.write(
        file, pair("base_model.model." + QUERY, ".lora_A.weight", ".lora_B.weight"), Map.of());
    Files.writeString(folder.resolve("adapter_config.json"), "{\"r\": 2, \"lora_alpha\": 8}");
    assertThat(query(LoraReader.read(file)).scale()).isEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource({
    "lora_unet_x.hada_w1_a, LoHa",
    "lora_unet_x.lokr_w1, LoKr",
    "lora_unet_x.dora_scale, DoRA",
    "unet.x.lora_magnitude_vector, DoRA",
    "lora_unet_x.oft_blocks, OFT",
    "unet.x.bias, 'unet.x.bias'",
    "transformer.x.lora_A.weight, belongs to no part",
  })
  void whatIsNoLoraIsRefusedByItsName(String tensor, String reason) {
    assertThatThrownBy(() -> LoraReader.read(source(Map.of(tensor, matrix(2, 4)))))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining(tensor)
        .hasMessageContaining(reason);
  }

  @Test
  void shapesThatDoNotFitTogetherAreRefusedWithBoth() {
    assertThatThrownBy(() ->
            LoraReader.read(
                source(
                    Map.of(
                        "unet.x.lora_A.weight", matrix(2, 4),
                        "unet.x.lora_B.weight", matrix(3, 5)))))
        .hasMessageContaining("'x'")
        .hasMessageContaining("[3, 5]")
        .hasMessageContaining("[2, 4]");
    assertThatThrownBy(() -> LoraReader.read(source(Map.of("unet.x.lora_A.weight", matrix(2, 4)))))
        .hasMessageContaining("needs down and up");
    assertThatThrownBy(() -> LoraReader.read(source(Map.of()))).hasMessageContaining("no LoRA");
  }

  @Test
  void aLoraOfAnotherModelIsRefusedNamingTheModuleOrBothShapes() {
    Lora other =
        LoraReader.read(
            source(
                pair("unet.mid_block.attentions.0.proj_in", ".lora_A.weight", ".lora_B.weight")));
    assertThatThrownBy(() -> other.in(MODEL))
        .hasMessageContaining("no module unet.mid_block.attentions.0.proj_in");
    Lora wide =
        LoraReader.read(
            source(
                Map.of(
                    "unet." + QUERY + ".lora_A.weight", matrix(2, 5),
                    "unet." + QUERY + ".lora_B.weight", matrix(3, 2))));
    assertThatThrownBy(() -> wide.in(MODEL))
        .hasMessageContaining("[3, 5]")
        .hasMessageContaining("[3, 4]");
  }

  @ParameterizedTest
  @CsvSource({
    "pytorch_lora_weights.safetensors, DIFFUSERS",
    "kohya.safetensors, KOHYA",
  })
  void writingWhatWasReadGivesTheReferencesTensorsBack(String file, LoraWriter.Layout layout) {
    Path original = Fixtures.folder("ldm/lora/tiny").resolve(file);
    Lora lora = LoraReader.read(original);
    LoraTargets targets = own(lora);
    Path written = folder.resolve("written.safetensors");
    LoraWriter.write(written, lora, layout, targets);
    TensorSource expected = Safetensors.open(original);
    TensorSource found = Safetensors.open(written);
    assertThat(found.names()).containsExactlyInAnyOrderElementsOf(expected.names());
    assertThat(found.names()).allMatch(name -> found.get(name).sameBits(expected.get(name)));
  }

  @Test
  void bothLayoutsOfTheReferenceBecomeOneFile() throws IOException {
    Lora diffusers = LoraReader.read(tiny("pytorch_lora_weights.safetensors"));
    LoraTargets targets = own(diffusers);
    Path one = folder.resolve("one.safetensors");
    Path two = folder.resolve("two.safetensors");
    LoraWriter.write(one, diffusers, LoraWriter.Layout.DIFFUSERS, targets);
    Lora kohya = LoraReader.read(tiny("kohya.safetensors"));
    LoraWriter.write(two, kohya, LoraWriter.Layout.DIFFUSERS, targets);
    assertThat(Files.readAllBytes(two)).isEqualTo(Files.readAllBytes(one));
  }

  @Test
  void theUNetOfSdxlGoesByItsOriginalNamesAfterKohya() {
    LoraTargets xl =
        LoraTargets.of(
            Map.of(
                LoraPart.UNET,
                List.of(
                    new Target(
                        QUERY,
                        Optional.of(Shape.of(3, 4)),
                        Optional.of("input_blocks.4.1.transformer_blocks.0.attn1.to_q"))),
                LoraPart.TEXT_ENCODER_2,
                List.of(target(TEXT))));
    Map<String, HostTensor> tensors = pair("unet." + QUERY, ".lora_A.weight", ".lora_B.weight");
    tensors.putAll(pair("text_encoder_2." + TEXT, ".lora_A.weight", ".lora_B.weight"));
    Path file = folder.resolve("xl.safetensors");
    LoraWriter.write(file, LoraReader.read(source(tensors)), LoraWriter.Layout.KOHYA, xl);
    assertThat(Safetensors.open(file).names())
        .contains(
            "lora_unet_input_blocks_4_1_transformer_blocks_0_attn1_to_q.alpha",
            "lora_te2_text_model_encoder_layers_0_self_attn_q_proj.lora_up.weight");
    assertThat(query(LoraReader.read(file).in(xl)).up().toFloats())
        .isEqualTo(matrix(3, 2).toFloats());
  }

  /** Targets made of a LoRA's own modules. */
  private static LoraTargets own(Lora lora) {
    Lora dotted = LoraReader.read(tiny("pytorch_lora_weights.safetensors"));
    assertThat(dotted.size()).isEqualTo(lora.size());
    Map<LoraPart, List<Target>> targets = new TreeMap<>();
    dotted
        .layers()
        .forEach((part, modules) ->
            targets.put(
                part,
                modules.entrySet().stream()
                    .map(m ->
                        new Target(
                            m.getKey(), Optional.of(m.getValue().change()), Optional.empty()))
                    .toList()));
    return LoraTargets.of(targets);
  }

  private static Path tiny(String file) {
    return Fixtures.folder("ldm/lora/tiny").resolve(file);
  }

  private static Target target(String name) {
    return new Target(name, Optional.of(Shape.of(3, 4)), Optional.empty());
  }

  private static LoraLayer query(Lora lora) {
    return lora.layers().get(LoraPart.UNET).get(QUERY);
  }

  private static Map<String, HostTensor> pair(String module, String down, String up) {
    return new TreeMap<>(Map.of(module + down, matrix(2, 4), module + up, matrix(3, 2)));
  }

  private static TensorSource source(Map<String, HostTensor> tensors) {
    return TensorSource.of(tensors, Map.of());
  }

  private static HostTensor matrix(int rows, int columns) {
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = i + 1;
    }
    return HostTensor.ofFloats(values, rows, columns);
  }
}
