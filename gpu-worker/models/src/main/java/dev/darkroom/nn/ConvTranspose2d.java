package dev.darkroom.nn;

/** The transpose of a convolution: enlarges pictures. */
public final class ConvTranspose2d extends Module implements Layer {
  private final Param weight;
  private final Param bias;
  private final int stride;
  private final int padding;

  private ConvTranspose2d(Weights w, long in, long out, int size, int stride, int padding) {
    super(w);
    this.stride = stride;
    this.padding = padding;
    long fan = out * size * size; // torch takes the weight's second extent for the fan in
    weight = w.param("weight", Init.torchDefault(fan), in, out, size, size);
    bias = w.param("bias", Init.torchDefault(fan), out);
  }

  public static ConvTranspose2d of(
      Weights w, long in, long out, int size, int stride, int padding) {
    return new ConvTranspose2d(w, in, out, size, stride, padding);
  }

  @Override
  public Sym forward(Sym x) { // (B, in, H, W)
    return out(F.convTranspose2d(x, use(x, weight), use(x, bias), stride, padding, 1));
  }
}
