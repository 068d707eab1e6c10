package dev.darkroom.nn;

/** A table of learned rows. */
public final class Embedding extends Module implements Layer {
  private final Param weight;

  private Embedding(Weights w, long rows, long width, Init init) {
    super(w);
    weight = w.param("weight", init, rows, width);
  }

  /** Rows start normal with standard deviation 1, as in torch. */
  public static Embedding of(Weights w, long rows, long width) {
    return new Embedding(w, rows, width, Init.normal(1));
  }

  public static Embedding of(Weights w, long rows, long width, Init init) {
    return new Embedding(w, rows, width, init);
  }

  @Override
  public Sym forward(Sym ids) { // (…) I64
    return out(F.embedding(use(ids, weight), ids)); // (…, width)
  }

  /** The whole table (rows, width), for learned positions and the like. */
  public Sym table(Trace trace) {
    return trace.use(weight);
  }
}
