package dev.darkroom.nn;

/** Group normalisation with a learned scale and shift per channel. */
public final class GroupNorm extends Module implements Layer {
  private final Param weight;
  private final Param bias;
  private final int groups;
  private final double eps;

  private GroupNorm(Weights w, int groups, long channels, double eps) {
    super(w);
    this.groups = groups;
    this.eps = eps;
    weight = w.param("weight", Init.ones(), channels);
    bias = w.param("bias", Init.zeros(), channels);
  }

  public static GroupNorm of(Weights w, int groups, long channels, double eps) {
    return new GroupNorm(w, groups, channels, eps);
  }

  @Override
  public Sym forward(Sym x) { // (B, C, …)
    return out(F.groupNorm(x, groups, use(x, weight), use(x, bias), eps));
  }
}
