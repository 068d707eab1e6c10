package dev.darkroom.ldm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.failure.ModelException;
import dev.darkroom.image.Rgb;
import dev.darkroom.lora.Lora;
import dev.darkroom.lora.LoraLayer;
import dev.darkroom.lora.LoraPart;
import dev.darkroom.lora.LoraReader;
import dev.darkroom.lora.LoraUse;
import dev.darkroom.model.GenerationRequest;
import dev.darkroom.model.GenerationRun;
import dev.darkroom.model.LoadOptions;
import dev.darkroom.model.Prompt;
import dev.darkroom.model.SamplingSettings;
import dev.darkroom.model.Seed;
import dev.darkroom.model.Size;
import dev.darkroom.testing.Fixtures;
import dev.darkroom.weights.HostTensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LdmLorasTest {
  private static final Path CASE = Fixtures.folder("ldm/lora/tiny");

  private static LdmModel model;
  private static Lora tiny;

  @BeforeAll
  static void load() {
    model = new LdmLoader().load(CASE.resolve("sd"), LoadOptions.cpu());
    tiny = LoraReader.read(CASE.resolve("kohya.safetensors"));
  }

  @AfterAll
  static void close() {
    model.close();
  }

  @Test
  void aModelIsBitForBitAsLoadedWhenItsLorasAreTakenAway() {
    model.use(List.of());
    long bytes = model.bytes();
    float[] before = states();
    model.use(List.of(new LoraUse(tiny, 0.8)));
    float[] with = states();
    assertThat(with).isNotEqualTo(before);
    assertThat(model.bytes()).isGreaterThan(bytes);
    model.use(List.of(new LoraUse(tiny, 0.8), new LoraUse(tiny, -0.3)));
    assertThat(states()).isNotEqualTo(with);
    model.use(List.of(new LoraUse(tiny, 0.8)));
    assertThat(states()).isEqualTo(with);
    model.use(List.of());
    assertThat(states()).isEqualTo(before);
    assertThat(model.bytes()).isEqualTo(bytes);
  }

  @Test
  void aLoraThatDoesNotFitLeavesTheModelWithThoseItHad() {
    model.use(List.of(new LoraUse(tiny, 1)));
    float[] with = states();
    LoraLayer layer =
        new LoraLayer(
            HostTensor.ofFloats(new float[3], 1, 3), HostTensor.ofFloats(new float[2], 2, 1), 1);
    Lora foreign = Lora.of(Map.of(LoraPart.UNET, Map.of("conv_in", layer)));
    assertThatThrownBy(() -> model.use(List.of(new LoraUse(foreign, 1))))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("conv_in")
        .hasMessageContaining("[2, 3]");
    assertThat(states()).isEqualTo(with);
  }

  @Test
  void aRequestDrawsWithItsLorasAndTheNextWithout() {
    List<Rgb> plain = drawn(List.of());
    List<Rgb> with = drawn(List.of(new LoraUse(tiny, 1)));
    assertThat(with).isNotEqualTo(plain);
    assertThat(drawn(List.of())).isEqualTo(plain);
    assertThat(drawn(List.of(new LoraUse(tiny, 1)))).isEqualTo(with);
  }

  @Test
  void aDrawingEndsWithTheWeightsItWasBegunWith() {
    List<LoraUse> with = List.of(new LoraUse(tiny, 1));
    List<Rgb> undisturbed = drawn(with);
    GenerationRun run = start(with);
    try {
      run.step();
      assertThatThrownBy(() -> start(List.of()))
          .isInstanceOfSatisfying(
              ModelException.class,
              e -> assertThat(e.code()).isEqualTo(ModelException.Code.RUN_OPEN))
          .hasMessageContaining("drawings of this model are open (1)");
      assertThatThrownBy(() -> model.replace(Map.of())).isInstanceOf(ModelException.class);
      assertThat(drawn(with)).isEqualTo(undisturbed); // the same weights disturb nobody
      assertThat(finished(run)).isEqualTo(undisturbed);
    } finally {
      run.close();
      run.close(); // counts once
    }
    assertThat(drawn(List.of())).isNotEqualTo(undisturbed);
  }

  private static List<Rgb> drawn(List<LoraUse> loras) {
    try (GenerationRun run = start(loras)) {
      return finished(run);
    }
  }

  private static GenerationRun start(List<LoraUse> loras) {
    var request =
        new GenerationRequest(
            Prompt.of("a photo of a cat", ""),
            List.of(Seed.of(1)),
            SamplingSettings.of("ddim", 2, 3),
            new Size(32, 32));
    return model.generator().orElseThrow().start(request.withLoras(loras));
  }

  private static List<Rgb> finished(GenerationRun run) {
    while (run.step()) {
      assertThat(run.done()).isPositive();
    }
    return run.result();
  }

  @Test
  void onlyTheWeightsThatALoraTouchesArePlacedAgain() {
    model.use(List.of());
    long bytes = model.bytes();
    LoraLayer layer =
        new LoraLayer(
            HostTensor.ofFloats(new float[24], 1, 24),
            HostTensor.ofFloats(new float[24], 24, 1),
            1);
    String module = "text_model.encoder.layers.0.self_attn.q_proj";
    Lora one = Lora.of(Map.of(LoraPart.TEXT_ENCODER, Map.of(module, layer)));
    model.use(List.of(new LoraUse(one, 1)));
    assertThat(model.bytes() - bytes).isEqualTo(24 * 24 * 4);
  }

  private static float[] states() {
    return model.conditioner().encode("a photo of a cat", 0);
  }
}
