package dev.darkroom.house;

import static dev.darkroom.world.Attribute.FILL;
import static dev.darkroom.world.Attribute.OUTLINE;
import static dev.darkroom.world.Attribute.PATTERN;
import static dev.darkroom.world.Attribute.SHAPE;

import dev.darkroom.embedding.EmbeddingReader;
import dev.darkroom.embedding.LearnedWord;
import dev.darkroom.image.Rgb;
import dev.darkroom.model.GenerationRequest;
import dev.darkroom.model.GenerationRun;
import dev.darkroom.model.Generator;
import dev.darkroom.model.Inverter;
import dev.darkroom.model.LoadedModel;
import dev.darkroom.model.Prompt;
import dev.darkroom.model.SamplingSettings;
import dev.darkroom.model.Seed;
import dev.darkroom.model.Size;
import dev.darkroom.model.TrainingRun;
import dev.darkroom.world.Scene;
import dev.darkroom.world.WorldPainter;
import dev.darkroom.world.judge.Judge;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/**
 * Scores Textual Inversion on a house model by the judge: how often a learned word shows all that
 * its concept means, how often its initializer does, whether prompts keep control of background and
 * place, and whether two words combine.
 */
public final class ConceptEvaluation {
  private static final String TOKEN = "<concept>";
  private static final String FORM = "<form>";
  private static final String FINISH = "<finish>";

  /** Pictures drawn together from one prompt. */
  private static final int SEEDS_A_PROMPT = 4;

  private final LoadedModel model;
  private final Lesson lesson;
  private final Settings settings;
  private final Path scratch;

  /**
   * How much is scored, and how pictures are drawn.
   *
   * @param pictures for each concept and seed, a multiple of 4
   */
  public record Settings(
      List<Concept> concepts, int seeds, int pictures, SamplingSettings sampling) {
    public Settings {
      concepts = List.copyOf(concepts);
      if (concepts.isEmpty() || seeds < 1 || pictures < 1 || pictures % SEEDS_A_PROMPT != 0) {
        throw new IllegalArgumentException(
            "a score needs concepts, seeds and a multiple of %d pictures, not %d, %d and %d"
                .formatted(SEEDS_A_PROMPT, concepts.size(), seeds, pictures));
      }
    }

    /** Eight concepts, three seeds, sixteen pictures. */
    public static Settings full() {
      return new Settings(Concept.EIGHT, 3, 16, SamplingSettings.of("ddim", 20, 3));
    }
  }

  /** One concept, taught from one seed: the word, and beside it what it started from. */
  public record Result(Concept concept, long seed, Shown learned, Shown initializer) {}

  /** What prompts with a word drew, and how the judge reads it. */
  public record Shown(ConceptScore score, List<Picture> pictures) {
    public Shown {
      pictures = List.copyOf(pictures);
    }
  }

  /** One picture with the prompt that drew it. */
  public record Picture(String prompt, Rgb picture) {}

  /**
   * An evaluation of a model that draws and can be taught.
   *
   * @param scratch a folder for the words
   */
  public ConceptEvaluation(LoadedModel model, Lesson lesson, Settings settings, Path scratch) {
    this.model = model;
    this.lesson = lesson;
    this.settings = settings;
    this.scratch = scratch;
  }

  /** Teaches and scores every concept from every seed; {@code onResult} sees each in turn. */
  public void concepts(Consumer<Result> onResult) {
    each(TOKEN, (concept, seed) -> List.of(teach(concept, TOKEN, seed)), onResult);
  }

  /**
   * Teaches two words of each concept apart, one its shape and outline, one its fill and pattern,
   * and scores them in one prompt, which they never shared.
   */
  public void pairs(Consumer<Result> onResult) {
    each(
        FINISH + " " + FORM,
        (concept, seed) ->
            List.of(
                teach(concept.part(SHAPE, OUTLINE), FORM, seed),
                teach(concept.part(FILL, PATTERN), FINISH, seed)),
        onResult);
  }

  private void each(String words, Teacher teacher, Consumer<Result> onResult) {
    for (Concept concept : settings.concepts()) {
      for (long seed = 1; seed <= settings.seeds(); seed++) {
        List<LearnedWord> learned = teacher.teach(concept, seed);
        onResult.accept(
            new Result(
                concept,
                seed,
                show(concept, seed, learned, words),
                show(concept, seed, List.of(), Lesson.INITIALIZER)));
      }
    }
  }

  /** Learns the words that stand for a concept. */
  private interface Teacher {
    List<LearnedWord> teach(Concept concept, long seed);
  }

  private LearnedWord teach(Concept concept, String token, long seed) {
    Inverter inverter = model.inverter().orElseThrow();
    try (TrainingRun run = inverter.start(lesson.request(concept, token, seed), Optional.empty())) {
      while (run.done() < run.total()) {
        run.step();
      }
      return EmbeddingReader.read(run.artifacts(scratch).getFirst().path(), Optional.of(token))
          .getFirst();
    }
  }

  /** Prompts ask for held-out scenes that the lesson did not show. */
  private Shown show(Concept concept, long seed, List<LearnedWord> learned, String words) {
    ConceptScore score = new ConceptScore();
    List<Picture> pictures = new ArrayList<>();
    List<Scene> scenes = concept.scenes(seed);
    int prompts = settings.pictures() / SEEDS_A_PROMPT;
    for (int i = 0; i < prompts; i++) {
      Scene asked = scenes.get((lesson.pictures() + i) % scenes.size());
      String prompt = concept.caption(asked, words);
      long first = seed * 1_000 + (long) i * SEEDS_A_PROMPT;
      List<Seed> seeds =
          LongStream.range(first, first + SEEDS_A_PROMPT).mapToObj(Seed::of).toList();
      for (Rgb picture : draw(prompt, seeds, learned)) {
        pictures.add(new Picture(prompt, picture));
        score.add(
            concept, asked, Judge.read(WorldPainter.pixels(picture.toBufferedImage())).scene());
      }
    }
    return new Shown(score, pictures);
  }

  private List<Rgb> draw(String prompt, List<Seed> seeds, List<LearnedWord> words) {
    Generator generator = model.generator().orElseThrow();
    GenerationRequest request =
        new GenerationRequest(
            Prompt.of(prompt, ""),
            seeds,
            settings.sampling(),
            new Size(WorldPainter.SIDE, WorldPainter.SIDE));
    try (GenerationRun run = generator.start(request.withWords(words))) {
      while (run.done() < run.total()) {
        run.step();
      }
      return run.result();
    }
  }
}
