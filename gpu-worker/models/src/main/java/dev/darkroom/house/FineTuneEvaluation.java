package dev.darkroom.house;

import dev.darkroom.embedding.LearnedWord;
import dev.darkroom.image.Buckets;
import dev.darkroom.image.Rgb;
import dev.darkroom.model.FineTuneRequest;
import dev.darkroom.model.FineTuneRequest.Descent;
import dev.darkroom.model.FineTuneRequest.Example;
import dev.darkroom.model.FineTuneRequest.Lineage;
import dev.darkroom.model.FineTuneRequest.Lora;
import dev.darkroom.model.FineTuneRequest.Material;
import dev.darkroom.model.FineTuneRequest.Objective;
import dev.darkroom.model.FineTuneRequest.Target;
import dev.darkroom.model.FineTuner;
import dev.darkroom.model.GenerationRequest;
import dev.darkroom.model.GenerationRun;
import dev.darkroom.model.InversionRequest;
import dev.darkroom.model.InversionRequest.Batch;
import dev.darkroom.model.InversionRequest.Precision;
import dev.darkroom.model.InversionRequest.Rate;
import dev.darkroom.model.Inverter;
import dev.darkroom.model.Prompt;
import dev.darkroom.model.SamplingSettings;
import dev.darkroom.model.Seed;
import dev.darkroom.model.Size;
import dev.darkroom.model.TrainingRun;
import dev.darkroom.training.RateCurve;
import dev.darkroom.weights.Safetensors;
import dev.darkroom.world.Ask;
import dev.darkroom.world.Hue;
import dev.darkroom.world.Novelty;
import dev.darkroom.world.Outline;
import dev.darkroom.world.Pattern;
import dev.darkroom.world.Position;
import dev.darkroom.world.Scene;
import dev.darkroom.world.SeedStream;
import dev.darkroom.world.WorldPainter;
import dev.darkroom.world.judge.Judge;
import dev.darkroom.world.judge.NoveltyJudge;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Teaches a house model what no caption of the house names, by a low-rank adaptation, and lets a
 * judge look: a style of drawing (every shape throws a shadow) from plain captions, and a shape (an
 * hourglass) around a word that was learned before (pivotal tuning).
 */
public final class FineTuneEvaluation {
  private static final List<dev.darkroom.world.Size> SIZES =
      List.of(dev.darkroom.world.Size.MEDIUM, dev.darkroom.world.Size.LARGE);

  private static final int SIDE = WorldPainter.SIDE;
  private static final String WORD = "<hourglass>";
  private static final long SEED = 0x66696E65L;

  private final FineTuner tuner;
  private final Settings settings;
  private final InstantSource clock;
  private final Consumer<TrainingRun> onStep;

  /**
   * How it is taught and scored.
   *
   * @param examples pictures that are learned from
   * @param steps of the training
   * @param batch pictures of a step
   * @param rate the highest learning rate
   * @param scored pictures that are drawn and judged
   */
  public record Settings(int examples, int steps, int batch, double rate, int rank, int scored) {
    /**
     * Few pictures, as people have them, and enough steps that all of them show what was learned.
     */
    public static Settings usual() {
      return new Settings(4, 400, 8, 2e-3, 8, 16);
    }

    /** A style is what many pictures have in common: more of them. */
    public static Settings ofStyle() {
      return new Settings(12, 300, 8, 2e-3, 8, 16);
    }

    public Settings {
      if (examples < 1 || steps < 1 || batch < 1 || rank < 1 || scored < 1 || !(rate > 0)) {
        throw new IllegalArgumentException(
            "examples %d, steps %d, batch %d, rank %d, scored %d and rate %s must be above 0"
                .formatted(examples, steps, batch, rank, scored, rate));
      }
    }
  }

  /**
   * What the judge found.
   *
   * @param before share of pictures with the new thing before the training
   * @param after share of them after it
   * @param background share whose background is as asked, after it
   * @param fill share whose fill is as asked, after it
   * @param trained how long the steps took
   */
  public record Score(
      int pictures,
      double before,
      double after,
      double background,
      double fill,
      Duration trained) {}

  /**
   * An evaluation.
   *
   * @param onStep sees the training after every step
   */
  public FineTuneEvaluation(
      FineTuner tuner, Settings settings, InstantSource clock, Consumer<TrainingRun> onStep) {
    this.tuner = tuner;
    this.settings = settings;
    this.clock = clock;
    this.onStep = onStep;
  }

  /** Teaches the style from plain captions. */
  public Score style() {
    List<Example> examples = new ArrayList<>();
    for (Scene scene : scenes(settings.examples(), SEED)) {
      examples.add(example(Novelty.shadowed(scene, examples.size()), caption(scene, noun(scene))));
    }
    return score(
        examples,
        List.of(),
        FineTuneEvaluation::noun,
        picture -> scene -> NoveltyJudge.isShadowed(picture, scene));
  }

  /** The captions that a word for the new shape is learned under, {@code word} in its place. */
  private List<Example> hourglasses(String word) {
    List<Example> examples = new ArrayList<>();
    for (Scene scene : scenes(settings.examples(), SEED)) {
      examples.add(example(Novelty.hourglass(scene, examples.size()), caption(scene, word)));
    }
    return examples;
  }

  /**
   * Learns a word for the new shape: the pivot.
   *
   * @param steps of the inversion
   * @param folder for its files
   */
  public LearnedWord pivot(Inverter inverter, int steps, Path folder) {
    List<InversionRequest.Example> examples =
        hourglasses(InversionRequest.BLANK).stream()
            .map(e -> new InversionRequest.Example(e.picture().get(), Optional.of(e.caption())))
            .toList();
    Rate rate = new Rate(5e-3, false, new RateCurve.Constant(), 0);
    InversionRequest request =
        new InversionRequest(
            new InversionRequest.Word(WORD, "shape", 1),
            examples,
            InversionRequest.Prompts.CAPTIONS,
            new InversionRequest.Preparation(SIDE, false, 0),
            new InversionRequest.Descent(
                steps,
                new Batch(settings.batch(), 1, settings.batch()),
                rate,
                0.01,
                Precision.F32,
                false),
            InversionRequest.Variants.NONE,
            SEED);
    try (TrainingRun run = inverter.start(request, Optional.empty())) {
      train(run);
      Path file = run.artifacts(folder).getFirst().path();
      return new LearnedWord(WORD, List.of(Safetensors.open(file).get(WORD)));
    }
  }

  /**
   * Tunes around a word that {@link #pivot} learned.
   *
   * @param word as learned; it stays as it is
   */
  public Score geometry(LearnedWord word) {
    return score(
        hourglasses(word.token()),
        List.of(word),
        _ -> word.token(),
        picture -> _ -> NoveltyJudge.isHourglass(picture));
  }

  private Score score(
      List<Example> examples,
      List<LearnedWord> words,
      Function<Scene, String> noun,
      Function<int[], Function<Scene, Boolean>> judge) {
    List<Scene> asked = scenes(settings.scored(), SEED + 1);
    try (TrainingRun run = tuner.start(request(examples, words), Optional.empty())) {
      int before = 0;
      for (int i = 0; i < asked.size(); i++) {
        before += judge.apply(drawn(run, asked.get(i), noun, i)).apply(asked.get(i)) ? 1 : 0;
      }
      Duration trained = train(run);
      int after = 0;
      int background = 0;
      int fill = 0;
      for (int i = 0; i < asked.size(); i++) {
        Scene scene = asked.get(i);
        int[] picture = drawn(run, scene, noun, i);
        Scene read = Judge.read(picture).scene();
        after += judge.apply(picture).apply(scene) ? 1 : 0;
        background += read.background() == scene.background() ? 1 : 0;
        fill += read.fill() == scene.fill() ? 1 : 0;
      }
      double n = asked.size();
      return new Score(asked.size(), before / n, after / n, background / n, fill / n, trained);
    }
  }

  private Duration train(TrainingRun run) {
    var begun = clock.instant();
    boolean more;
    do {
      more = run.step();
      onStep.accept(run);
    } while (more);
    return Duration.between(begun, clock.instant());
  }

  private FineTuneRequest request(List<Example> examples, List<LearnedWord> words) {
    Rate rate = new Rate(settings.rate(), false, new RateCurve.Cosine(), 10);
    return new FineTuneRequest(
        Lora.of(settings.rank(), Target.ofUNet()),
        new Material(examples, Buckets.square(SIDE), 0, words),
        new Descent(
            settings.steps(),
            new Batch(settings.batch(), 1, settings.batch()),
            rate,
            1,
            0.01,
            1,
            Precision.F32,
            false),
        Objective.PLAIN,
        new Lineage("shapes-ldm", "drawn"),
        SEED);
  }

  private static int[] drawn(TrainingRun run, Scene scene, Function<Scene, String> noun, int seed) {
    GenerationRequest request =
        new GenerationRequest(
            Prompt.of(caption(scene, noun.apply(scene)), ""),
            List.of(Seed.of(1_000L + seed)),
            SamplingSettings.of("ddim", 20, 3),
            new Size(SIDE, SIDE));
    try (GenerationRun drawing = run.sample(request)) {
      while (drawing.step()) {
        // Nobody watches a score being made.
      }
      Rgb picture = drawing.result().getFirst();
      int[] pixels = new int[SIDE * SIDE];
      for (int p = 0; p < pixels.length; p++) {
        pixels[p] = picture.at(p % SIDE, p / SIDE);
      }
      return pixels;
    }
  }

  private static Example example(int[] pixels, String caption) {
    Rgb picture = Rgb.ofPixels(SIDE, SIDE, pixels);
    return new Example(
        () -> picture, new Size(SIDE, SIDE), caption, Integer.toHexString(picture.hashCode()));
  }

  private static String noun(Scene scene) {
    return scene.shape().words();
  }

  private static String caption(Scene scene, String noun) {
    return "a %s %s %s %s on a %s background"
        .formatted(
            scene.size().words(),
            scene.fill().words(),
            noun,
            scene.position() == Position.CENTER
                ? "in the center"
                : "at the " + scene.position().words(),
            scene.background().words());
  }

  /** Solid, without outline, large or medium, on a background that is not black. */
  private static List<Scene> scenes(int count, long seed) {
    SeedStream stream = SeedStream.of(seed, 0);
    List<Scene> scenes = new ArrayList<>();
    while (scenes.size() < count) {
      var size = SIZES.get(scenes.size() % SIZES.size());
      Ask ask =
          new Ask(
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              Pattern.SOLID,
              Outline.NONE,
              Optional.of(size),
              Optional.empty());
      Scene scene = ask.complete(stream);
      if (scene.background() != Hue.BLACK) {
        scenes.add(scene);
      }
    }
    return scenes;
  }
}
