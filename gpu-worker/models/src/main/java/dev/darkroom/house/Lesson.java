package dev.darkroom.house;

import dev.darkroom.image.Rgb;
import dev.darkroom.model.InversionRequest;
import dev.darkroom.model.InversionRequest.Batch;
import dev.darkroom.model.InversionRequest.Descent;
import dev.darkroom.model.InversionRequest.Example;
import dev.darkroom.model.InversionRequest.Precision;
import dev.darkroom.model.InversionRequest.Preparation;
import dev.darkroom.model.InversionRequest.Prompts;
import dev.darkroom.model.InversionRequest.Rate;
import dev.darkroom.model.InversionRequest.Variants;
import dev.darkroom.model.InversionRequest.Word;
import dev.darkroom.training.RateCurve;
import dev.darkroom.world.Scene;
import dev.darkroom.world.WorldPainter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a concept is taught: pictures of it, each with a caption that says everything else, so that
 * the word need not learn backgrounds and places.
 *
 * @param pictures that are shown
 * @param vectors of the word
 * @param steps of the training, each over {@code batch} pictures
 * @param rate the highest learning rate
 */
public record Lesson(int pictures, int vectors, int steps, int batch, double rate) {
  /** What every word starts from: the grammar's word for any shape. */
  public static final String INITIALIZER = "shape";

  /**
   * The best of the few settings that were tried. Form, fill, outline, background and place come
   * within 250 steps at any rate from 0.003 to 0.03 and with 1 to 8 vectors; the pattern is what
   * more steps at a low rate are for.
   */
  public static final Lesson DEFAULT = new Lesson(4, 4, 600, 4, 0.003);

  /** The usual lesson with another number of steps. */
  public static Lesson of(int steps) {
    return new Lesson(DEFAULT.pictures, DEFAULT.vectors, steps, DEFAULT.batch, DEFAULT.rate);
  }

  /** The request that teaches a concept as {@code token}. */
  public InversionRequest request(Concept concept, String token, long seed) {
    return new InversionRequest(
        new Word(token, INITIALIZER, vectors),
        examples(concept, seed),
        Prompts.CAPTIONS,
        new Preparation(WorldPainter.SIDE, false, 0),
        new Descent(
            steps,
            new Batch(batch, 1, 100),
            new Rate(rate, false, new RateCurve.Cosine(), 0),
            0.01,
            Precision.F32,
            false),
        Variants.NONE,
        seed);
  }

  private List<Example> examples(Concept concept, long seed) {
    List<Example> examples = new ArrayList<>();
    for (Scene scene : concept.scenes(seed).subList(0, pictures)) {
      Rgb picture = Rgb.of(WorldPainter.draw(scene, seed + examples.size()));
      String caption = concept.caption(scene, InversionRequest.BLANK);
      examples.add(new Example(picture, Optional.of(caption)));
    }
    return examples;
  }
}
