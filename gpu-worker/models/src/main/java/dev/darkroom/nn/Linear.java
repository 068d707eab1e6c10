package dev.darkroom.nn;

import org.jspecify.annotations.Nullable;

/** x Wᵀ + b over the last dimension. */
public final class Linear extends Module implements Layer {
  private final Param weight;
  private final @Nullable Param bias;
  private final Side beside;

  private Linear(Weights w, long in, long out, boolean withBias) {
    super(w);
    weight = w.param("weight", Init.torchDefault(in), out, in);
    bias = withBias ? w.param("bias", Init.torchDefault(in), out) : null;
    beside = w.besideLinear(in, out);
  }

  public static Linear of(Weights w, long in, long out) {
    return new Linear(w, in, out, true);
  }

  public static Linear withoutBias(Weights w, long in, long out) {
    return new Linear(w, in, out, false);
  }

  @Override
  public Sym forward(Sym x) { // (…, in)
    return out(beside.add(x, F.linear(x, use(x, weight), useIfAny(x, bias)))); // (…, out)
  }
}
