package dev.darkroom.house;

import dev.darkroom.text.Encoding;
import dev.darkroom.text.Tokenizer;

/** Captions as the text encoder takes them, one after another. */
final class Captions {
  private final Tokenizer tokenizer;
  private final long[] ids;
  private final int[] used;

  Captions(Tokenizer tokenizer, int batch) {
    this.tokenizer = tokenizer;
    this.ids = new long[batch * tokenizer.maxLength()];
    this.used = new int[batch];
  }

  void set(int b, String caption) {
    Encoding encoding = tokenizer.encode(caption);
    if (encoding.cut() > 0) {
      throw new IllegalStateException(
          "the caption '" + caption + "' is longer than the model can read");
    }
    System.arraycopy(encoding.toLongs(), 0, ids, b * tokenizer.maxLength(), tokenizer.maxLength());
    used[b] = encoding.used();
  }

  /** Token ids: (B, N). */
  long[] ids() {
    return ids;
  }

  /** Where caption {@code b}'s end of text stands. */
  int end(int b) {
    return used[b] - 1;
  }
}
