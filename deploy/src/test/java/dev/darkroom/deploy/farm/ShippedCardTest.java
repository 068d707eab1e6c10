package dev.darkroom.deploy.farm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.failure.ModelException;
import dev.darkroom.ldm.sampler.SamplerName;
import dev.darkroom.ldm.sampler.Schedulers;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the shipped model's card promises, against the model's own files. */
final class ShippedCardTest {
  private static final Path MODEL = Path.of("models/shapes-ldm");

  @Test
  void theCardListsEverySamplerThatTheModelsScheduleAllows() {
    List<String> allowed =
        Arrays.stream(SamplerName.values())
            .filter(name -> name != SamplerName.LCM) // for distilled models, which this is not
            .filter(ShippedCardTest::allows)
            .map(SamplerName::id)
            .toList();

    assertThat(ModelCards.card(MODEL).samplers()).isEqualTo(allowed).hasSizeGreaterThan(5);
  }

  private static boolean allows(SamplerName name) {
    try {
      Schedulers.read(MODEL.resolve("scheduler/scheduler_config.json"), name);
      return true;
    } catch (ModelException e) {
      // Its noise ends in nothing but noise, which some samplers have no step from.
      assertThat(e).hasMessageContaining("rescale_betas_zero_snr");
      return false;
    }
  }
}
