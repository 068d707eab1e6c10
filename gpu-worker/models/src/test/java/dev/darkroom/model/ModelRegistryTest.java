package dev.darkroom.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.failure.ModelException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ModelRegistryTest {
  @Test
  void anUnknownFamilyIsRefusedWithTheOnesThatThereAre() {
    ModelRegistry registry =
        ModelRegistry.of(
            Map.of(
                "ldm",
                (folder, options) -> {
                  throw new AssertionError();
                }));
    assertThatThrownBy(() -> registry.load("gan", Path.of("."), LoadOptions.cpu()))
        .isInstanceOf(ModelException.class)
        .hasMessage("model family 'gan' is not known here: this build has [ldm]");
  }

  @Test
  void aRequestThatNoModelCouldDrawIsNotARequest() {
    refused("guidance_scale", () -> SamplingSettings.of("ddim", 20, Double.NaN));
    refused("guidance_rescale", () -> new SamplingSettings("ddim", 20, 5, 1.5, 0));
    refused("eta", () -> new SamplingSettings("ddim", 20, 5, 0, -1));
    refused("steps", () -> SamplingSettings.of("ddim", 0, 5));
    refused("width", () -> new Size(0, 64));
    refused("height", () -> new Size(64, 0));
    refused("clip_skip", () -> ClipSkip.ofDiffusers(-1));
    refused("clip_skip", () -> ClipSkip.ofWebUi(0));
    refused("subseed_strength", () -> Seed.varied(1, 2, 1.01));
    refused(
        "n",
        () ->
            new GenerationRequest(
                Prompt.of("p", ""),
                List.of(),
                SamplingSettings.of("ddim", 20, 5),
                new Size(64, 64)));
  }

  private static void refused(String param, ThrowingCallable request) {
    assertThatThrownBy(request)
        .isInstanceOfSatisfying(ModelException.class, e -> assertThat(e.param()).contains(param));
  }
}
