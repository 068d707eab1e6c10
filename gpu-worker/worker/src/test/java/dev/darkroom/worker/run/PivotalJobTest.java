package dev.darkroom.worker.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.darkroom.finetune.LdmFineTuner;
import dev.darkroom.inversion.LdmInverter;
import dev.darkroom.job.Output;
import dev.darkroom.job.spec.InversionSpec;
import dev.darkroom.ldm.LdmLoader;
import dev.darkroom.model.ModelRegistry;
import dev.darkroom.worker.core.RunOutcome;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A word is learned by the house model, then a LoRA around it, in one job. */
class PivotalJobTest {
  private static final Path HOUSE = Path.of("..", "..", "deploy", "models", "shapes-ldm");

  @TempDir Path folder;
  private Stage stage;

  @BeforeEach
  void set() {
    stage = new Stage(folder);
    stage.modelBytes = 256L << 20;
    stage.models.add("house", LdmLoader.FAMILY, HOUSE);
    stage.registry =
        ModelRegistry.of(
            Map.of(LdmLoader.FAMILY, new LdmLoader(LdmInverter::new, LdmFineTuner::new)));
  }

  @Test
  void oneJobLeavesTheWordAndTheLoraAroundIt() {
    RunOutcome outcome = stage.run(pivotal(Optional.of(new InversionSpec.Tuning(2, 2e-3, 2))));

    assertThat(outcome)
        .asInstanceOf(type(RunOutcome.Succeeded.class))
        .satisfies(done ->
            assertThat(done.outputs())
                .extracting(Output::name, Output::role)
                .contains(
                    tuple("learned_embeds.safetensors", Output.Role.EMBEDDING),
                    tuple("pytorch_lora_weights.safetensors", Output.Role.LORA)));
  }

  @Test
  void aJobThatDoesNotSayHowTheModelIsTunedFailsByItsField() {
    assertThat(stage.run(pivotal(Optional.empty())))
        .asInstanceOf(type(RunOutcome.Failed.class))
        .satisfies(failed -> assertThat(failed.error().param()).contains("tuning_steps"));
  }

  private InversionSpec pivotal(Optional<InversionSpec.Tuning> tuning) {
    return StarLesson.of(stage, "house@1", InversionSpec.Method.PIVOTAL, tuning);
  }
}
