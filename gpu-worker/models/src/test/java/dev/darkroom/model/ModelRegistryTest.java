package dev.darkroom.model;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
    assertThatThrownBy(
            () -> new GenerationRequest("p", "", List.of(1L), 20, Double.NaN, "ddim", 64, 64))
        .isInstanceOfSatisfying(
            ModelException.class,
            e -> org.assertj.core.api.Assertions.assertThat(e.param()).contains("guidance_scale"));
    assertThatThrownBy(() -> new GenerationRequest("p", "", List.of(), 20, 5, "ddim", 64, 64))
        .hasMessageContaining("no seed");
  }
}
