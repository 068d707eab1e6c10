package dev.darkroom.nn;

import org.jspecify.annotations.Nullable;

/** A convolution over pictures. */
public final class Conv2d extends Module implements Layer {
  /** How the kernel moves: its size, stride, padding on each edge, and groups of channels. */
  public record Kernel(int size, int stride, int padding, int groups) {}

  private final Param weight;
  private final @Nullable Param bias;
  private final Kernel kernel;
  private final Side beside;

  private Conv2d(Weights w, long in, long out, Kernel kernel, boolean withBias) {
    super(w);
    this.kernel = kernel;
    long k = kernel.size();
    long each = in / kernel.groups();
    weight = w.param("weight", Init.torchDefault(each * k * k), out, each, k, k);
    bias = withBias ? w.param("bias", Init.torchDefault(each * k * k), out) : null;
    beside = w.besideConv(in, out, kernel);
  }

  public static Conv2d of(Weights w, long in, long out, Kernel kernel) {
    return new Conv2d(w, in, out, kernel, true);
  }

  public static Conv2d withoutBias(Weights w, long in, long out, Kernel kernel) {
    return new Conv2d(w, in, out, kernel, false);
  }

  /** 1×1: a linear layer a pixel. */
  public static Conv2d k1(Weights w, long in, long out) {
    return of(w, in, out, new Kernel(1, 1, 0, 1));
  }

  /** 3×3, the size kept. */
  public static Conv2d k3(Weights w, long in, long out) {
    return of(w, in, out, new Kernel(3, 1, 1, 1));
  }

  /** 3×3 with stride 2: half the size. */
  public static Conv2d k3Half(Weights w, long in, long out) {
    return of(w, in, out, new Kernel(3, 2, 1, 1));
  }

  @Override
  public Sym forward(Sym x) { // (B, in, H, W)
    Sym y =
        F.conv2d(
            x,
            use(x, weight),
            useIfAny(x, bias),
            kernel.stride(),
            kernel.padding(),
            kernel.groups());
    return out(beside.add(x, y)); // (B, out, H', W')
  }
}
