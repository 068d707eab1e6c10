package dev.darkroom.inversion;

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
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/** Small requests for the tiny model of the parity cases. */
final class Requests {
  static final Word CAT_TOY = new Word("<cat-toy>", "photo", 2);

  private Requests() {}

  static InversionRequest plain(int steps) {
    return of(CAT_TOY, descent(steps, new Batch(2, 1, 3)), Variants.NONE);
  }

  static InversionRequest of(Word word, Descent descent, Variants variants) {
    return new InversionRequest(
        word, pictures(3), Prompts.OBJECT, new Preparation(32, true, 0.5), descent, variants, 7);
  }

  static Descent descent(int steps, Batch batch) {
    Rate rate = new Rate(5e-3, false, new RateCurve.Cosine(), 1);
    return new Descent(steps, batch, rate, 0.01, Precision.F32, false);
  }

  static Variants everything() {
    return new Variants(OptionalLong.of(2), OptionalDouble.of(0.1), OptionalDouble.of(0.5));
  }

  static List<Example> pictures(int count) {
    return IntStream.range(0, count).mapToObj(i -> Example.of(picture(40 + i, 37, i))).toList();
  }

  private static Rgb picture(int width, int height, int hue) {
    int[] pixels = new int[width * height];
    for (int i = 0; i < pixels.length; i++) {
      int x = i % width;
      int y = i / width;
      pixels[i] = (x * 6 % 256) << 16 | (y * 7 % 256) << 8 | (hue * 80 % 256);
    }
    return Rgb.ofPixels(width, height, pixels);
  }
}
