package dev.darkroom.house;

import dev.darkroom.image.Planes;
import dev.darkroom.image.Rgb;
import dev.darkroom.ldm.vae.AutoencoderKl;
import dev.darkroom.ldm.vae.VaeConfig;
import dev.darkroom.model.GenerationRequest;
import dev.darkroom.model.GenerationRun;
import dev.darkroom.model.Generator;
import dev.darkroom.model.Prompt;
import dev.darkroom.model.SamplingSettings;
import dev.darkroom.model.Seed;
import dev.darkroom.model.Size;
import dev.darkroom.nn.Binding;
import dev.darkroom.nn.Graph;
import dev.darkroom.nn.Program;
import dev.darkroom.nn.RunConfig;
import dev.darkroom.nn.Weights;
import dev.darkroom.weights.TensorSource;
import dev.darkroom.world.Ask;
import dev.darkroom.world.WorldPainter;
import dev.darkroom.world.WorldSampler;
import dev.darkroom.world.WorldSampler.EvaluationPair;
import dev.darkroom.world.judge.Confusions;
import dev.darkroom.world.judge.Judge;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/**
 * Scores a model by the judge: what its pictures show of what their captions name, over captions
 * whose combinations were never trained on. Beside it stand its two ceilings, which no denoiser can
 * pass: what the judge reads from clean drawings, and what it reads from the autoencoder's
 * reconstructions of them.
 */
public final class Evaluation {
  private static final int SIDE = WorldPainter.SIDE;
  private static final int BATCH = 16;

  private Evaluation() {}

  /**
   * How pictures are drawn for a score.
   *
   * @param sampler the API's name of it
   */
  public record Settings(int pictures, int steps, double guidance, String sampler) {
    public Settings {
      if (pictures < 1 || pictures > 100_000) {
        throw new IllegalArgumentException("a score needs 1 to 100000 pictures, not " + pictures);
      }
    }
  }

  /** A picture that was drawn for a score. */
  public record Drawn(EvaluationPair pair, Rgb picture) {}

  /** Draws the first evaluation pairs and judges every one; {@code onDrawn} sees each in turn. */
  public static Confusions ofModel(
      Generator generator, Settings settings, Consumer<Drawn> onDrawn) {
    Confusions confusions = new Confusions();
    for (EvaluationPair pair : WorldSampler.evaluation(settings.pictures())) {
      Rgb picture = draw(generator, settings, pair);
      confusions.add(pair.ask(), Judge.read(pixels(picture)));
      onDrawn.accept(new Drawn(pair, picture));
    }
    return confusions;
  }

  /** What the judge reads from clean drawings of held-out scenes. */
  public static Confusions ofDrawings(int pictures) {
    Confusions confusions = new Confusions();
    heldOut(pictures)
        .forEach(drawn -> confusions.add(Ask.of(drawn.scene()), Judge.read(drawn.pixels())));
    return confusions;
  }

  /** What the judge reads from an autoencoder's reconstructions of drawings of held-out scenes. */
  public static Confusions ofReconstructions(
      VaeConfig config, TensorSource weights, RunConfig run, int pictures) {
    Confusions confusions = new Confusions();
    AutoencoderKl vae = new AutoencoderKl(Weights.root(), config);
    Graph graph =
        Graph.trace(
            "reconstruct",
            trace ->
                trace.output(
                    "y", vae.decode(vae.encode(trace.input("x", BATCH, 3, SIDE, SIDE)).mean())));
    List<WorldSampler.Sample> samples = heldOut(pictures);
    int size = 3 * SIDE * SIDE;
    try (Program program = Program.load(run, Binding.exact(weights), graph)) {
      for (int first = 0; first < pictures; first += BATCH) {
        List<WorldSampler.Sample> batch = samples.subList(first, Math.min(pictures, first + BATCH));
        float[] x = new float[BATCH * size];
        for (int b = 0; b < batch.size(); b++) {
          Planes.write(batch.get(b).pixels(), x, b * size);
        }
        float[] y = program.call("reconstruct").in("x", x).run().floats("y");
        for (int b = 0; b < batch.size(); b++) {
          confusions.add(
              Ask.of(batch.get(b).scene()), Judge.read(Planes.read(y, b * size, SIDE, SIDE)));
        }
      }
    }
    return confusions;
  }

  private static List<WorldSampler.Sample> heldOut(int pictures) {
    WorldSampler sampler = new WorldSampler(WorldSampler.EVALUATION_SEED);
    return LongStream.range(0, pictures).mapToObj(sampler::heldOut).toList();
  }

  private static Rgb draw(Generator generator, Settings settings, EvaluationPair pair) {
    GenerationRequest request =
        new GenerationRequest(
            Prompt.of(pair.caption(), ""),
            List.of(Seed.of(pair.seed())),
            SamplingSettings.of(settings.sampler(), settings.steps(), settings.guidance()),
            new Size(SIDE, SIDE));
    try (GenerationRun run = generator.start(request)) {
      while (run.step()) {
        // Nobody watches a score being made.
      }
      return run.result().getFirst();
    }
  }

  private static int[] pixels(Rgb picture) {
    int[] pixels = new int[SIDE * SIDE];
    for (int p = 0; p < pixels.length; p++) {
      pixels[p] = picture.at(p % SIDE, p / SIDE);
    }
    return pixels;
  }
}
