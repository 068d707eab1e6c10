package dev.darkroom.house;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.nn.Binding;
import dev.darkroom.nn.Device;
import dev.darkroom.nn.InitialWeights;
import dev.darkroom.nn.RunConfig;
import dev.darkroom.training.Training;
import dev.darkroom.weights.DType;
import dev.darkroom.weights.HostTensor;
import dev.darkroom.weights.WeightsException;
import dev.darkroom.world.Grammar;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingTest {
  private static final HouseModel SHAPES_LDM = new ShapesLdm();
  private static final RunConfig ONE_THREAD = new RunConfig(Device.CPU, DType.F32, false, 1);
  private static final Schedule SHORT = new Schedule(1e-3, 2, 4, 6, 0.1);

  @TempDir Path folder;

  @Test
  void aTrainingThatWasStoppedGoesOnBitForBit() throws Exception {
    LdmFiles run = new LdmFiles(RunFolder.open(SHAPES_LDM, folder));
    TextTask task = new TextTask(run.textConfig(), run.tokenizer(), ONE_THREAD, SHORT, 1, 4);
    Map<String, float[]> whole;
    try (Training training = Training.start(task, initial(task))) {
      training.forEachRemaining(_ -> {});
      whole = floats(training.ema(DType.F32));
    }

    Path checkpoint = folder.resolve("stopped.safetensors");
    try (Training training = Training.start(task, initial(task))) {
      for (int i = 0; i < 3; i++) {
        training.next();
      }
      training.save(checkpoint);
    }
    try (Training training = Training.resume(task, checkpoint, initial(task))) {
      assertThat(training.position()).isEqualTo(3);
      training.forEachRemaining(_ -> {});
      Map<String, float[]> resumed = floats(training.ema(DType.F32));

      assertThat(resumed.keySet()).isEqualTo(whole.keySet());
      whole.forEach((name, values) -> assertThat(resumed.get(name)).as(name).isEqualTo(values));
    }
  }

  @Test
  void aTextEncoderLearnsToTellWhatCaptionsName() throws Exception {
    LdmFiles run = new LdmFiles(RunFolder.open(SHAPES_LDM, folder));
    Schedule schedule = new Schedule(2e-3, 5, 40, 40, 0.1);
    TextTask task = new TextTask(run.textConfig(), run.tokenizer(), ONE_THREAD, schedule, 1, 16);
    try (Training training = Training.start(task, initial(task))) {
      double first = training.next().loss();
      double last = first;
      while (training.hasNext()) {
        last = training.next().loss();
      }

      assertThat(last).isLessThan(0.8 * first);
    }
  }

  @Test
  void everyWordOfTheGrammarIsOneToken() throws Exception {
    LdmFiles run = new LdmFiles(RunFolder.open(SHAPES_LDM, folder));

    for (String word : Grammar.words()) {
      assertThat(run.tokenizer().encode(word).used()).as(word).isEqualTo(3);
    }
  }

  @Test
  void aRunBegunFromAModelTakesItsEncodersAsTheyAre() throws Exception {
    RunFolder made = RunFolder.open(SHAPES_LDM, folder.resolve("made"));
    Files.writeString(new LdmFiles(made).textWeights(), "weights of the text encoder");

    RunFolder next = RunFolder.beginFrom(folder.resolve("next"), made.model());

    LdmFiles files = new LdmFiles(next);
    assertThat(files.textWeights()).hasContent("weights of the text encoder");
    assertThat(next.isGiven("text", files.textWeights())).isTrue();
    assertThat(next.isGiven("vae", files.vaeWeights())).isFalse();
  }

  @Test
  void aFileThatIsNoCheckpointIsRefused() throws Exception {
    LdmFiles run = new LdmFiles(RunFolder.open(SHAPES_LDM, folder));
    TextTask task = new TextTask(run.textConfig(), run.tokenizer(), ONE_THREAD, SHORT, 1, 4);
    Path weights = folder.resolve("weights.safetensors");
    try (Training training = Training.start(task, initial(task))) {
      dev.darkroom.weights.SafetensorsWriter.write(weights, training.ema(DType.F32), Map.of());
    }

    assertThatThrownBy(() -> Training.resume(task, weights, initial(task)))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("is no checkpoint of a training");
  }

  private static Binding initial(TextTask task) {
    return Binding.exact(new InitialWeights(task.params(), 1));
  }

  private static Map<String, float[]> floats(Map<String, HostTensor> tensors) {
    Map<String, float[]> floats = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> floats.put(name, tensor.toFloats()));
    return floats;
  }
}
