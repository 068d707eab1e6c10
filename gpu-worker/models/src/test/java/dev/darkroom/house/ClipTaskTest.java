package dev.darkroom.house;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.clip.ClipConfig;
import dev.darkroom.clip.ClipTextEncoder;
import dev.darkroom.clip.PictureInput;
import dev.darkroom.config.ConfigFile;
import dev.darkroom.nn.Binding;
import dev.darkroom.nn.InitialWeights;
import dev.darkroom.nn.RunConfig;
import dev.darkroom.nn.Weights;
import dev.darkroom.text.Tokenizer;
import dev.darkroom.training.Training;
import dev.darkroom.weights.TensorSource;
import dev.darkroom.world.Attribute;
import dev.darkroom.world.Split;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What shapes-clip is taught with, and that it learns from it. */
class ClipTaskTest {
  private static final int STEPS = 32;

  @TempDir Path folder;

  @Test
  void aGroupVariesEveryAttributeOfItsFirstSceneOnceAndHoldsNoneBack() {
    List<NearPairs.Pair> group = new NearPairs(5).group(3, false);

    assertThat(group).hasSize(8);
    assertThat(group).noneMatch(pair -> Split.isHeldOut(pair.scene()));
    for (Attribute attribute : Attribute.values()) {
      var other = group.get(1 + attribute.ordinal()).scene();
      for (Attribute same : Attribute.values()) {
        if (same != attribute) {
          assertThat(other.get(same)).isEqualTo(group.getFirst().scene().get(same));
        }
      }
    }
  }

  @Test
  void aGroupDependsOnItsNumberAlone() {
    assertThat(new NearPairs(5).group(3, false)).isEqualTo(new NearPairs(5).group(3, false));
    assertThat(new NearPairs(5).group(4, false)).isNotEqualTo(new NearPairs(5).group(3, false));
  }

  @Test
  void itLearnsWhichCaptionIsWhose() throws Exception {
    Path model = RunFolder.open(new ShapesClip(), folder).model();
    ClipConfig config = ClipConfig.read(ConfigFile.read(model.resolve("config.json")));
    ClipTask task =
        new ClipTask(
            new ClipTask.Parts(
                config, Tokenizer.read(model), PictureInput.standard(64), reader(config)),
            RunConfig.reference(),
            new Schedule(1e-3, 2, STEPS, STEPS, 0.1),
            1,
            2);
    List<Double> losses = new ArrayList<>();
    try (Training training =
        Training.start(task, Binding.exact(new InitialWeights(task.params(), 1)))) {
      training.forEachRemaining(step -> losses.add(step.loss()));
    }

    assertThat(mean(losses.subList(STEPS - 8, STEPS)))
        .isLessThan(0.95 * mean(losses.subList(0, 8)));
  }

  /** A text tower that has learned nothing yet. */
  private static TensorSource reader(ClipConfig config) {
    return new InitialWeights(new ClipTextEncoder(Weights.root(), config.text()).params(), 1);
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }
}
