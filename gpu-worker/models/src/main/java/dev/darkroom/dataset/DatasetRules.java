package dev.darkroom.dataset;

import dev.darkroom.image.Buckets;
import dev.darkroom.text.Tokenizer;
import java.util.Optional;

/**
 * What a training asks of its dataset.
 *
 * @param tokenizer of the model, with the learned words that captions may use; empty where it is
 *     not at hand, and captions are not counted
 * @param prompt for every picture that has no caption of its own; empty if each needs one
 * @param minPictures fewer are refused
 */
public record DatasetRules(
    Buckets buckets, Optional<Tokenizer> tokenizer, Optional<String> prompt, int minPictures) {
  public DatasetRules {
    if (minPictures < 1) {
      throw new IllegalArgumentException("at least " + minPictures + " pictures: use 1 or more");
    }
  }
}
