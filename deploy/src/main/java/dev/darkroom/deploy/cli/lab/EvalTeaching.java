package dev.darkroom.deploy.cli.lab;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.darkroom.deploy.cli.common.CommandFailure;
import dev.darkroom.deploy.cli.common.Exit;
import dev.darkroom.deploy.cli.common.Terminal;
import dev.darkroom.deploy.farm.Folders;
import dev.darkroom.embedding.LearnedWord;
import dev.darkroom.finetune.LdmFineTuner;
import dev.darkroom.house.Concept;
import dev.darkroom.house.ConceptEvaluation;
import dev.darkroom.house.ConceptEvaluation.Picture;
import dev.darkroom.house.ConceptEvaluation.Result;
import dev.darkroom.house.ConceptScore;
import dev.darkroom.house.FineTuneEvaluation;
import dev.darkroom.house.Lesson;
import dev.darkroom.inversion.LdmInverter;
import dev.darkroom.ldm.LdmLoader;
import dev.darkroom.model.LoadOptions;
import dev.darkroom.model.LoadedModel;
import dev.darkroom.world.Attribute;
import dev.darkroom.world.ContactSheet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Teaches a house model what no caption names, and lets the judge say what it learned. */
final class EvalTeaching {
  private static final int COLUMNS = 8;
  private static final int PIVOT_STEPS = 150;

  /** What is taught. */
  enum Study {
    /** One word for a concept of unseen attributes. */
    CONCEPTS,
    /** Two words, learned apart, in one prompt. */
    PAIRS,
    /** A style of drawing, by a low-rank adaptation. */
    STYLE,
    /** A shape the model never saw: a word, then a low-rank adaptation around it. */
    GEOMETRY;

    String words() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Option(
      names = "--teach",
      paramLabel = "STUDY",
      description =
          "Teach instead of asking for held-out captions: concepts (a word for unseen"
              + " attributes), pairs (two words in one prompt), style (by a LoRA) or geometry (a"
              + " word, then a LoRA around it).")
  @Nullable Study study;

  @Option(
      names = "--concepts",
      split = ",",
      paramLabel = "N",
      description = "Which of the eight concepts, from 1 (default: all).")
  List<Integer> concepts = List.of(1, 2, 3, 4, 5, 6, 7, 8);

  @Option(
      names = "--seeds",
      paramLabel = "N",
      description = "Lessons of each concept, each from a seed of its own (default: 3).")
  int seeds = 3;

  @Option(
      names = "--lesson-steps",
      paramLabel = "N",
      description = "Training steps of a word (default: as invert's on this model).")
  int steps = Lesson.DEFAULT.steps();

  int run(Study asked, Path model, Optional<Path> sheet, boolean json) throws IOException {
    try (LoadedModel loaded =
        new LdmLoader(LdmInverter::new, LdmFineTuner::new).load(model, LoadOptions.cpu())) {
      switch (asked) {
        case CONCEPTS -> words(loaded, ConceptEvaluation::concepts, sheet, json);
        case PAIRS -> words(loaded, ConceptEvaluation::pairs, sheet, json);
        case STYLE ->
            print(
                asked, fineTune(loaded, FineTuneEvaluation.Settings.ofStyle(), json).style(), json);
        case GEOMETRY -> geometry(loaded, json);
      }
    }
    return Exit.DONE;
  }

  /** A study of words: what it runs, and who sees each result. */
  private interface Words {
    void run(ConceptEvaluation evaluation, Consumer<Result> onResult);
  }

  private void words(LoadedModel model, Words words, Optional<Path> sheet, boolean json)
      throws IOException {
    ConceptScore learned = new ConceptScore();
    ConceptScore initializer = new ConceptScore();
    List<ContactSheet.Tile> tiles = new ArrayList<>();
    Path scratch = Files.createTempDirectory("darkroom-words");
    try {
      var evaluation = new ConceptEvaluation(model, Lesson.of(steps), settings(), scratch);
      words.run(
          evaluation,
          result -> {
            learned.add(result.learned().score());
            initializer.add(result.initializer().score());
            if (result.seed() == 1) {
              tiles.addAll(tiles(result.initializer().pictures()));
              tiles.addAll(tiles(result.learned().pictures()));
            }
            print(result, json);
          });
    } finally {
      Folders.delete(scratch);
    }
    System.out.println(
        json
            ? both(learned, initializer).put("concept", "all")
            : "all\n  learned      " + learned + "\n  initializer  " + initializer);
    if (sheet.isPresent()) {
      ImageIO.write(new ContactSheet(COLUMNS, 2).draw(tiles), "png", sheet.get().toFile());
    }
  }

  private ConceptEvaluation.Settings settings() {
    List<Concept> all = Concept.EIGHT;
    if (concepts.stream().anyMatch(n -> n < 1 || n > all.size())) {
      throw CommandFailure.usage(
          "there is no concept among " + concepts + ": they go from 1 to " + all.size());
    }
    ConceptEvaluation.Settings full = ConceptEvaluation.Settings.full();
    return new ConceptEvaluation.Settings(
        concepts.stream().map(n -> all.get(n - 1)).toList(),
        seeds,
        full.pictures(),
        full.sampling());
  }

  private static void print(Result result, boolean json) {
    String concept = result.concept().example().toString();
    System.out.println(
        json
            ? both(result.learned().score(), result.initializer().score())
                .put("concept", concept)
                .put("seed", result.seed())
            : "%s, seed %d%n  learned      %s%n  initializer  %s"
                .formatted(
                    concept,
                    result.seed(),
                    result.learned().score(),
                    result.initializer().score()));
  }

  private static ObjectNode both(ConceptScore learned, ConceptScore initializer) {
    ObjectNode line = new ObjectMapper().createObjectNode();
    line.set("learned", json(learned));
    line.set("initializer", json(initializer));
    return line;
  }

  private static ObjectNode json(ConceptScore score) {
    ObjectNode line =
        new ObjectMapper()
            .createObjectNode()
            .put("pictures", score.pictures())
            .put("whole", score.whole());
    for (Attribute attribute : Attribute.values()) {
      line.put(attribute.words(), score.accuracy(attribute));
    }
    return line;
  }

  /** The first picture of every prompt: four of a lesson. */
  private static List<ContactSheet.Tile> tiles(List<Picture> pictures) {
    Map<String, ContactSheet.Tile> firsts = new LinkedHashMap<>();
    for (Picture picture : pictures) {
      firsts.putIfAbsent(
          picture.prompt(),
          new ContactSheet.Tile(picture.picture().toBufferedImage(), picture.prompt()));
    }
    return List.copyOf(firsts.values());
  }

  private static void geometry(LoadedModel model, boolean json) throws IOException {
    Path scratch = Files.createTempDirectory("darkroom-word");
    try {
      FineTuneEvaluation evaluation = fineTune(model, FineTuneEvaluation.Settings.usual(), json);
      LearnedWord word = evaluation.pivot(model.inverter().orElseThrow(), PIVOT_STEPS, scratch);
      print(Study.GEOMETRY, evaluation.geometry(word), json);
    } finally {
      Folders.delete(scratch);
    }
  }

  private static FineTuneEvaluation fineTune(
      LoadedModel model, FineTuneEvaluation.Settings settings, boolean json) {
    Terminal terminal = Terminal.ofProcess(json);
    return new FineTuneEvaluation(
        model.fineTuner().orElseThrow(),
        settings,
        InstantSource.system(),
        run -> terminal.bar((double) run.done() / run.total(), run.done() + " of " + run.total()));
  }

  private static void print(Study study, FineTuneEvaluation.Score score, boolean json) {
    System.out.println(
        json
            ? new ObjectMapper()
                .createObjectNode()
                .put("study", study.words())
                .put("pictures", score.pictures())
                .put("before", score.before())
                .put("after", score.after())
                .put("background", score.background())
                .put("fill", score.fill())
                .put("trained_s", score.trained().toSeconds())
            : String.format(
                Locale.ROOT,
                "%s: %.0f %% of %d pictures show it (before: %.0f %%), background as asked %.0f %%,"
                    + " fill %.0f %%; trained for %s",
                study.words(),
                100 * score.after(),
                score.pictures(),
                100 * score.before(),
                100 * score.background(),
                100 * score.fill(),
                Terminal.human(score.trained())));
  }
}
