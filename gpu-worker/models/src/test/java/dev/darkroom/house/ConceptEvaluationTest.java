package dev.darkroom.house;

import static dev.darkroom.world.Attribute.BACKGROUND;
import static dev.darkroom.world.Attribute.POSITION;
import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.inversion.LdmInverter;
import dev.darkroom.ldm.LdmLoader;
import dev.darkroom.model.LoadOptions;
import dev.darkroom.model.LoadedModel;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shipped model learns words for combinations that it never saw, eight concepts, three seeds.
 */
@Tag("long")
class ConceptEvaluationTest {
  private static final Logger LOG = LoggerFactory.getLogger(ConceptEvaluationTest.class);

  private static LoadedModel model;

  private final ConceptScore learned = new ConceptScore();
  private final ConceptScore initializer = new ConceptScore();

  @TempDir Path folder;

  @BeforeAll
  static void load() {
    Path shapes = Path.of("..", "..", "deploy", "models", "shapes-ldm");
    model = new LdmLoader(LdmInverter::new).load(shapes, LoadOptions.cpu());
  }

  @AfterAll
  static void close() {
    model.close();
  }

  @Test
  void aWordLearnedFromFourPicturesShowsItsConceptAndLeavesTheRestToThePrompt() {
    evaluation().concepts(this::add);

    assertThat(learned.whole()).isGreaterThanOrEqualTo(0.7);
    assertThat(initializer.whole()).isLessThan(0.1);
    assertThat(learned.accuracy(BACKGROUND)).isGreaterThanOrEqualTo(0.9);
    assertThat(learned.accuracy(POSITION)).isGreaterThanOrEqualTo(0.9);
  }

  @Test
  void twoWordsLearnedApartCombineInOnePrompt() {
    evaluation().pairs(this::add);

    assertThat(learned.whole()).isGreaterThanOrEqualTo(0.5);
  }

  private ConceptEvaluation evaluation() {
    return new ConceptEvaluation(model, Lesson.DEFAULT, ConceptEvaluation.Settings.full(), folder);
  }

  private void add(ConceptEvaluation.Result result) {
    LOG.info("{} seed {}: {}", result.concept().example(), result.seed(), result.learned().score());
    learned.add(result.learned().score());
    initializer.add(result.initializer().score());
  }
}
