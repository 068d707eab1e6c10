package dev.darkroom.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class GenerationParametersTest {
  @Test
  void whatIsWrittenIsReadBack() {
    var written =
        new GenerationText(
            "a cat, (big:1.2)\nat night",
            "blurry\nlow quality",
            20,
            "dpmpp_2m_karras",
            7.5,
            42,
            512,
            640,
            "shapes, \"best\": 1");
    GenerationParameters read = GenerationParameters.parse(written.toText());
    assertThat(read.prompt()).isEqualTo("a cat, (big:1.2)\nat night");
    assertThat(read.negative()).isEqualTo("blurry\nlow quality");
    assertThat(read.settings())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "Steps", "20",
                "Sampler", "DPM++ 2M",
                "Schedule type", "Karras",
                "CFG scale", "7.5",
                "Seed", "42",
                "Size", "512x640",
                "Model", "shapes, \"best\": 1"));
  }

  @Test
  void textsOfTheWebUiAreRead() {
    GenerationParameters read =
        GenerationParameters.parse(
            "a castle\nNegative prompt: people\nSteps: 4, Sampler: Euler a, CFG scale: 7, Seed: 1,"
                + " Size: 64x64, Model hash: abc, TI hashes: \"x: 12, y: 34\", Clip skip: 2");
    assertThat(read.prompt()).isEqualTo("a castle");
    assertThat(read.negative()).isEqualTo("people");
    assertThat(read.settings())
        .containsEntry("TI hashes", "x: 12, y: 34")
        .containsEntry("Clip skip", "2");
  }

  @Test
  void aTextWithoutSettingsIsAPrompt() {
    assertThat(GenerationParameters.parse("a cat\nat 10: night, x: 1"))
        .isEqualTo(new GenerationParameters("a cat\nat 10: night, x: 1", "", Map.of()));
    assertThat(GenerationParameters.parse(""))
        .isEqualTo(new GenerationParameters("", "", Map.of()));
  }
}
