package dev.darkroom.house;

import dev.darkroom.clip.ClipModel;
import dev.darkroom.image.Rgb;
import dev.darkroom.metrics.Features;
import dev.darkroom.metrics.Similarity;
import dev.darkroom.world.Attribute;
import dev.darkroom.world.CaptionWriter;
import dev.darkroom.world.Scene;
import dev.darkroom.world.SeedStream;
import dev.darkroom.world.WorldPainter;
import dev.darkroom.world.WorldSampler;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * How often a CLIP model finds a picture's caption among those that differ from it in one attribute
 * alone, on scenes whose combination was never trained on. A model that does not look at an
 * attribute is right by chance only.
 */
public final class CaptionRetrieval {
  private static final int SIDE = WorldPainter.SIDE;

  private final Map<Attribute, Tally> tallies = new EnumMap<>(Attribute.class);

  /**
   * What was counted for one attribute.
   *
   * @param asked pictures that had more than one caption to choose from
   * @param right of them, those whose caption was nearest
   * @param chance share that blind choice would get
   */
  public record Tally(int asked, int right, double chance) {

    public double accuracy() {
      return asked == 0 ? 0 : (double) right / asked;
    }

    private Tally plus(boolean hit, int choices) {
      double chances = chance * asked + 1.0 / choices;
      return new Tally(asked + 1, right + (hit ? 1 : 0), chances / (asked + 1));
    }
  }

  private CaptionRetrieval() {
    for (Attribute attribute : Attribute.values()) {
      tallies.put(attribute, new Tally(0, 0, 0));
    }
  }

  /** Tries a model on the first {@code pictures} of the held-out sequence. */
  public static CaptionRetrieval of(ClipModel model, int pictures) {
    if (pictures < 1 || pictures > 100_000) {
      throw new IllegalArgumentException("a score needs 1 to 100000 pictures, not " + pictures);
    }
    CaptionRetrieval retrieval = new CaptionRetrieval();
    WorldSampler world = new WorldSampler(WorldSampler.EVALUATION_SEED);
    for (long i = 0; i < pictures; i++) {
      WorldSampler.Sample sample = world.heldOut(i);
      Features picture =
          Features.of(model.pictures(List.of(Rgb.ofPixels(SIDE, SIDE, sample.pixels()))));
      for (Attribute attribute : Attribute.values()) {
        retrieval.choose(model, picture, sample.scene(), attribute, i);
      }
    }
    return retrieval;
  }

  public Tally tally(Attribute attribute) {
    return Objects.requireNonNull(tallies.get(attribute));
  }

  /** The share that was right, of every attribute. */
  public Map<Attribute, Double> accuracies() {
    Map<Attribute, Double> accuracies = new EnumMap<>(Attribute.class);
    tallies.forEach((attribute, tally) -> accuracies.put(attribute, tally.accuracy()));
    return accuracies;
  }

  private void choose(
      ClipModel model, Features picture, Scene scene, Attribute attribute, long index) {
    List<Scene> choices = scene.variants(attribute);
    if (choices.size() < 2) {
      return;
    }
    // Every caption is written with the same choice of words.
    List<String> captions =
        choices.stream()
            .map(choice ->
                CaptionWriter.write(
                    choice,
                    EnumSet.allOf(Attribute.class),
                    SeedStream.of(WorldSampler.EVALUATION_SEED, index)))
            .toList();
    int nearest = nearest(picture, model.texts(captions));
    boolean hit = choices.get(nearest).equals(scene);
    tallies.put(attribute, tally(attribute).plus(hit, choices.size()));
  }

  private static int nearest(Features picture, List<float[]> texts) {
    int nearest = 0;
    double most = Double.NEGATIVE_INFINITY;
    for (int t = 0; t < texts.size(); t++) {
      Features text = Features.of(texts.subList(t, t + 1));
      double cosine = Similarity.ofText(picture, text, Similarity.TextForm.MEAN_OF_COSINES);
      if (cosine > most) {
        most = cosine;
        nearest = t;
      }
    }
    return nearest;
  }
}
