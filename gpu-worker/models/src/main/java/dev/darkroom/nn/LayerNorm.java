package dev.darkroom.nn;

/** Layer normalisation over the last dimension with a learned scale and shift. */
public final class LayerNorm extends Module implements Layer {
  private final Param weight;
  private final Param bias;
  private final double eps;

  private LayerNorm(Weights w, long width, double eps) {
    super(w);
    this.eps = eps;
    weight = w.param("weight", Init.ones(), width);
    bias = w.param("bias", Init.zeros(), width);
  }

  /** With torch's epsilon, 1e-5. */
  public static LayerNorm of(Weights w, long width) {
    return new LayerNorm(w, width, 1e-5);
  }

  public static LayerNorm of(Weights w, long width, double eps) {
    return new LayerNorm(w, width, eps);
  }

  @Override
  public Sym forward(Sym x) { // (…, width)
    return out(F.layerNorm(x, use(x, weight), use(x, bias), eps));
  }
}
