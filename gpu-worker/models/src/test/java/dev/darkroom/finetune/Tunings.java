package dev.darkroom.finetune;

import dev.darkroom.image.Buckets;
import dev.darkroom.image.Rgb;
import dev.darkroom.model.FineTuneRequest;
import dev.darkroom.model.FineTuneRequest.Descent;
import dev.darkroom.model.FineTuneRequest.DreamBooth;
import dev.darkroom.model.FineTuneRequest.Example;
import dev.darkroom.model.FineTuneRequest.Full;
import dev.darkroom.model.FineTuneRequest.Lineage;
import dev.darkroom.model.FineTuneRequest.Lora;
import dev.darkroom.model.FineTuneRequest.Material;
import dev.darkroom.model.FineTuneRequest.Method;
import dev.darkroom.model.FineTuneRequest.Objective;
import dev.darkroom.model.FineTuneRequest.Prior;
import dev.darkroom.model.FineTuneRequest.Target;
import dev.darkroom.model.FineTuneRequest.Tuned;
import dev.darkroom.model.InversionRequest.Batch;
import dev.darkroom.model.InversionRequest.Precision;
import dev.darkroom.model.InversionRequest.Rate;
import dev.darkroom.model.SamplingSettings;
import dev.darkroom.model.Size;
import dev.darkroom.nn.LowRank;
import dev.darkroom.training.RateCurve;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Small requests for the tiny model of the parity cases. */
final class Tunings {
  static final Objective EVERYTHING = new Objective(OptionalDouble.of(5), 0.1, 0.1, 0.2);

  private Tunings() {}

  static FineTuneRequest of(Method method, int steps) {
    return of(method, descent(steps, new Batch(2, 1, 1)), Objective.PLAIN);
  }

  static FineTuneRequest of(Method method, Descent descent, Objective objective) {
    return new FineTuneRequest(
        method, material(Buckets.square(32)), descent, objective, new Lineage("tiny", "none"), 11);
  }

  static FineTuneRequest with(FineTuneRequest request, Material material) {
    return new FineTuneRequest(
        request.method(),
        material,
        request.descent(),
        request.objective(),
        request.lineage(),
        request.seed());
  }

  static Descent descent(int steps, Batch batch) {
    Rate rate = new Rate(1e-2, false, new RateCurve.Cosine(), 1);
    return new Descent(steps, batch, rate, 0.5, 0.01, 1, Precision.F32, false);
  }

  /** Every kind of layer, every kind of dropout. */
  static Lora everyLayer() {
    return new Lora(
        new LowRank.Rule(3, 6, new LowRank.Dropout(0.1, 0.1, 0.1), LowRank.Start.KAIMING),
        EnumSet.allOf(Target.class));
  }

  static DreamBooth booth(Tuned tuned) {
    return new DreamBooth(
        tuned,
        "a photo of sks",
        Optional.of(
            new Prior(
                "a photo",
                List.of(() -> picture(32, 32, 9)),
                3,
                0.7,
                SamplingSettings.of("ddim", 2, 1))));
  }

  static Full whole() {
    return new Full(true, OptionalDouble.of(0.99));
  }

  static Material material(Buckets buckets) {
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Rgb picture = picture(40 + 30 * i, 37, i);
      examples.add(
          new Example(
              () -> picture,
              new Size(picture.width(), picture.height()),
              "a photo of a thing " + i,
              "digest " + i));
    }
    return new Material(examples, buckets, 0.5, List.of());
  }

  static Rgb picture(int width, int height, int hue) {
    int[] pixels = new int[width * height];
    for (int i = 0; i < pixels.length; i++) {
      int x = i % width;
      int y = i / width;
      pixels[i] = (x * 6 % 256) << 16 | (y * 7 % 256) << 8 | (hue * 80 % 256);
    }
    return Rgb.ofPixels(width, height, pixels);
  }
}
