package dev.darkroom.storage.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.job.spec.TrainingPlan;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TeachingDefaultsTest {

  @Test
  void aModelWhoseCardSaysNothingIsTaughtAsDiffusersExampleDoesIt() {
    TeachingDefaults usual = TeachingDefaults.of(Map.of("prediction_type", "epsilon"));

    assertThat(usual.vectors()).isEqualTo(1);
    assertThat(usual.steps()).isEqualTo(3_000);
    assertThat(usual.batch()).isEqualTo(new TrainingPlan.Batch(1, 4, 100));
    assertThat(usual.rate()).isEqualTo(new TrainingPlan.Rate(5e-4, true, "constant", 0));
    assertThat(usual.shown().clip()).isEmpty();
  }

  @Test
  void aCardMaySayOtherwise() {
    TeachingDefaults usual =
        TeachingDefaults.of(
            Map.of(
                "inversion.steps", "600",
                "inversion.lr_scheduler", "cosine",
                "inversion.scale_lr", "false",
                "inversion.validation_prompts", "a {}|a {} on the left",
                "inversion.clip_model", "shapes-clip"));

    assertThat(usual.steps()).isEqualTo(600);
    assertThat(usual.rate().scheduler()).isEqualTo("cosine");
    assertThat(usual.rate().scaled()).isFalse();
    assertThat(usual.shown().prompts()).isEqualTo(List.of("a {}", "a {} on the left"));
    assertThat(usual.shown().clip()).contains("shapes-clip");
  }

  @Test
  void aCardThatSaysWhatCannotBeIsRefusedByItsName() {
    refused("inversion.steps", "many", "inversion.steps cannot be: use a whole number");
    refused("inversion.steps", "0", "inversion.steps cannot be: use 1 to 1000000");
    refused("inversion.stepz", "9", "inversion.stepz cannot be: use num_vectors, steps");
    refused("inversion.scale_lr", "yes", "inversion.scale_lr cannot be: use true, false");
    refused("inversion.lr_scheduler", "cosin", "use constant");
    refused("inversion.validation_prompts", "a sun", "with {} for the word");
  }

  private static void refused(String key, String value, String says) {
    assertThatThrownBy(() -> TeachingDefaults.of(Map.of(key, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(says);
  }
}
