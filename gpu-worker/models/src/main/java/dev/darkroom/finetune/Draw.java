package dev.darkroom.finetune;

import dev.darkroom.dataset.Buckets.Bucket;
import java.util.List;
import java.util.Optional;

/**
 * What one call of the loss is given, all of it drawn beforehand.
 *
 * @param bucket of all its pictures
 * @param latents scaled, (B, C, h, w)
 * @param noise ε, as large
 * @param perturbation noise that is not asked for, as large
 * @param times one a picture
 * @param weights of each picture's mean squared error in the loss, (B)
 * @param texts one a picture
 */
record Draw(
    Bucket bucket,
    float[] latents,
    float[] noise,
    Optional<float[]> perturbation,
    long[] times,
    float[] weights,
    List<String> texts) {
  Draw {
    texts = List.copyOf(texts);
  }
}
