package dev.darkroom.model;

import dev.darkroom.embedding.LearnedWord;
import dev.darkroom.failure.ModelException;
import dev.darkroom.lora.LoraUse;
import java.util.List;

/**
 * What a request adds to the model it is drawn with.
 *
 * @param words learned ones that the prompts may use, each under a token of its own
 * @param loras adaptations of the model's weights, all at once
 */
public record Additions(List<LearnedWord> words, List<LoraUse> loras) {
  /** The model as it is. */
  public static final Additions NONE = new Additions(List.of(), List.of());

  /** More than anyone mixes; each takes time to be added. */
  public static final int MAX_LORAS = 16;

  public Additions {
    words = List.copyOf(words);
    loras = List.copyOf(loras);
    if (loras.size() > MAX_LORAS) {
      throw ModelException.badRequest(
          "loras", "%d LoRAs at once: use at most %d".formatted(loras.size(), MAX_LORAS));
    }
  }
}
