package dev.darkroom.finetune;

import dev.darkroom.ldm.Conditioner;
import dev.darkroom.ldm.Lexicon;
import dev.darkroom.nn.Call;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What calls are given of their texts: states, each text's encoded once while it is among the last
 * used, or token ids where the encoder learns.
 */
final class Texts {
  static final String CONTEXT = "context";
  static final String KNOWN = "known";
  static final String GIVEN = "given";
  static final String LEARNED = "learned";

  /** About 250 kB each in a model of Stable Diffusion's size. */
  private static final int MAX_KEPT = 1_024;

  private final Conditioner conditioner;
  private final Lexicon lexicon;
  private final int length;
  private final int width;
  private final Map<String, float[]> states =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, float[]> eldest) {
          return size() > MAX_KEPT;
        }
      };

  /**
   * Texts of a model.
   *
   * @param length M, tokens of a text
   * @param width E, of a state
   */
  Texts(Conditioner conditioner, Lexicon lexicon, int length, int width) {
    this.conditioner = conditioner;
    this.lexicon = lexicon;
    this.length = length;
    this.width = width;
  }

  int length() {
    return length;
  }

  int width() {
    return width;
  }

  /** The texts' states: (B, M, E). */
  Call feedStates(Call call, List<String> texts) {
    float[] all = new float[texts.size() * length * width];
    for (int b = 0; b < texts.size(); b++) {
      float[] of = states.computeIfAbsent(texts.get(b), this::encoded);
      System.arraycopy(of, 0, all, b * of.length, of.length);
    }
    return call.in(CONTEXT, all);
  }

  private float[] encoded(String text) {
    return conditioner.encode(lexicon, text, 0);
  }

  /** The texts' ids, those of learned words apart: (B, M). */
  Call feedIds(Call call, List<String> texts) {
    long[] ids = new long[texts.size() * length];
    for (int b = 0; b < texts.size(); b++) {
      long[] of = lexicon.tokenizer().encode(texts.get(b)).toLongs();
      System.arraycopy(of, 0, ids, b * length, length);
    }
    return call.in(KNOWN, lexicon.known(ids))
        .in(GIVEN, lexicon.given(ids))
        .in(LEARNED, lexicon.learned(ids));
  }
}
