package dev.darkroom.inversion;

import java.util.List;

/**
 * What one call of the loss is given, all of it drawn beforehand.
 *
 * @param latents scaled, (B, C, h, w)
 * @param noise ε, as large
 * @param times one a picture
 * @param texts one a picture, the word written out
 */
public record Draw(float[] latents, float[] noise, long[] times, List<String> texts) {
  public Draw {
    texts = List.copyOf(texts);
  }
}
