package dev.darkroom.finetune;

import dev.darkroom.ldm.Conditioner;
import dev.darkroom.ldm.Conditioning;
import dev.darkroom.ldm.Lexicon;
import dev.darkroom.ldm.TextSide;
import dev.darkroom.nn.Call;
import dev.darkroom.nn.Sym;
import dev.darkroom.nn.Trace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What calls are given of their texts: states, each text's encoded once while it is among the last
 * used, or token ids where an encoder learns.
 */
final class Texts {
  private static final String LEARNED = "learned";

  /** About 250 kB each in a model of Stable Diffusion's size. */
  private static final int MAX_KEPT = 1_024;

  private final Conditioner conditioner;
  private final List<Lexicon> lexicons;
  private final Map<String, Conditioning> states =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Conditioning> eldest) {
          return size() > MAX_KEPT;
        }
      };

  /**
   * Texts of a model.
   *
   * @param lexicons one an encoder
   */
  Texts(Conditioner conditioner, List<Lexicon> lexicons) {
    this.conditioner = conditioner;
    this.lexicons = lexicons;
  }

  /** What the denoiser is told, from the inputs of {@link #feedIds}. */
  TextSide.Told learning(Trace trace, TextSide side, int batch) {
    List<Sym> embedded = new ArrayList<>();
    for (int i = 0; i < side.count(); i++) {
      String name = TextSide.input(LEARNED, i);
      Sym learned = trace.input(name, batch, side.length(), lexicons.get(i).width());
      embedded.add(side.embedded(trace, i, batch, learned)); // (B, M, D)
    }
    return side.told(trace, embedded);
  }

  /** The texts' ids, those of learned words apart. */
  Call feedIds(Call call, TextSide side, List<String> texts) {
    for (int i = 0; i < side.count(); i++) {
      Lexicon lexicon = lexicons.get(i);
      call.in(TextSide.input(LEARNED, i), lexicon.learned(TextSide.ids(lexicon, texts)));
    }
    return side.feedIds(call, lexicons, texts);
  }

  /** The texts' states. */
  Call feedStates(Call call, TextSide side, List<String> texts) {
    return side.feedStates(
        call,
        texts.stream()
            .map(text -> states.computeIfAbsent(text, t -> conditioner.encode(lexicons, t)))
            .toList());
  }
}
