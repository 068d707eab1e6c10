package dev.darkroom.ldm.text;

import dev.darkroom.nn.Param;
import dev.darkroom.nn.Sym;
import java.util.List;
import java.util.Optional;

/** A text encoder from rows of tokens to what the denoiser is told. */
public sealed interface TextEncoder permits ClipStates, BertStates {
  /** All its weights. */
  List<Param> params();

  /** The tokens' rows in the encoder's table. */
  Sym embedded(Sym ids); // (B, N) I64

  /**
   * What the denoiser is told of texts.
   *
   * @param embedded their tokens' rows, those of learned words among them: (B, N, D)
   * @param skip how many of the last layers are left out
   * @param rows which state of each speaks for the whole, (B) I64; present if this encoder pools
   */
  Told tell(Sym embedded, int skip, Optional<Sym> rows);

  /**
   * Which of the states speaks for each whole text, where this encoder pools.
   *
   * @param ids texts of length {@code n}, one after another
   */
  long[] pooledRows(long[] ids, int n);

  /**
   * What the denoiser is told.
   *
   * @param states (B, N, D)
   * @param pooled (B, P)
   */
  record Told(Sym states, Optional<Sym> pooled) {}
}
