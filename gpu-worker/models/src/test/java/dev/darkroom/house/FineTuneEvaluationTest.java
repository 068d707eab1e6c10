package dev.darkroom.house;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.embedding.LearnedWord;
import dev.darkroom.finetune.LdmFineTuner;
import dev.darkroom.house.FineTuneEvaluation.Score;
import dev.darkroom.house.FineTuneEvaluation.Settings;
import dev.darkroom.inversion.LdmInverter;
import dev.darkroom.ldm.LdmLoader;
import dev.darkroom.ldm.LdmModel;
import dev.darkroom.model.LoadOptions;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

@Tag("long")
class FineTuneEvaluationTest {
  private static final Logger LOG = LoggerFactory.getLogger(FineTuneEvaluationTest.class);

  private static LdmModel model;

  @TempDir Path folder;

  @BeforeAll
  static void load() {
    Path shapes = Path.of("..", "..", "deploy", "models", "shapes-ldm");
    model = new LdmLoader(LdmInverter::new, LdmFineTuner::new).load(shapes, LoadOptions.cpu());
  }

  @AfterAll
  static void close() {
    model.close();
  }

  @Test
  void aHandfulOfPicturesTeachesAStyleThatNoCaptionNames() {
    Score score = evaluation(Settings.ofStyle()).style();
    LOG.info("{}", score);
    assertThat(score.after()).isGreaterThan(score.before());
  }

  @Test
  void tuningAroundALearnedWordTeachesAShapeThatTheModelNeverSaw() {
    FineTuneEvaluation evaluation = evaluation(Settings.usual());
    LearnedWord word = evaluation.pivot(model.inverter().orElseThrow(), 150, folder);
    Score score = evaluation.geometry(word);
    LOG.info("{}", score);
    assertThat(score.after()).isGreaterThanOrEqualTo(0.7);
  }

  private static FineTuneEvaluation evaluation(Settings settings) {
    return new FineTuneEvaluation(
        model.fineTuner().orElseThrow(), settings, InstantSource.system(), _ -> {});
  }
}
