package dev.darkroom.metrics.inception;

import dev.darkroom.nn.F;
import dev.darkroom.nn.Init;
import dev.darkroom.nn.Module;
import dev.darkroom.nn.Param;
import dev.darkroom.nn.Sym;
import dev.darkroom.nn.Weights;
import dev.darkroom.weights.Shape;

/** Convolution without bias, batch norm by its running moments, relu. */
final class ConvUnit extends Module {
  private static final double EPS = 1e-3;

  /** A kernel that need not be square, its stride, and padding of each edge. */
  record Kernel(int height, int width, int stride, int padHeight, int padWidth) {
    static final Kernel K1 = new Kernel(1, 1, 1, 0, 0);

    /** Square, the size kept. */
    static Kernel same(int size) {
      return new Kernel(size, size, 1, size / 2, size / 2);
    }

    /** Square, without padding. */
    static Kernel valid(int size, int stride) {
      return new Kernel(size, size, stride, 0, 0);
    }

    /** A row of pixels, the size kept. */
    static Kernel row(int width) {
      return new Kernel(1, width, 1, 0, width / 2);
    }

    /** A column of pixels, the size kept. */
    static Kernel column(int height) {
      return new Kernel(height, 1, 1, height / 2, 0);
    }
  }

  private final Kernel kernel;
  private final Param weight, scale, shift, mean, variance;

  ConvUnit(Weights w, int in, int out, Kernel kernel) {
    super(w);
    this.kernel = kernel;
    int fanIn = in * kernel.height() * kernel.width();
    weight =
        w.at("conv")
            .param("weight", Init.torchDefault(fanIn), out, in, kernel.height(), kernel.width());
    scale = w.at("bn").param("weight", Init.ones(), out);
    shift = w.at("bn").param("bias", Init.zeros(), out);
    mean = w.at("bn").param("running_mean", Init.zeros(), out);
    variance = w.at("bn").param("running_var", Init.ones(), out);
  }

  Sym forward(Sym x) { // (B, in, H, W)
    long h = (x.dim(2) + 2L * kernel.padHeight() - kernel.height()) / kernel.stride() + 1;
    long w = (x.dim(3) + 2L * kernel.padWidth() - kernel.width()) / kernel.stride() + 1;
    Shape shape = Shape.of(x.dim(0), weight.shape().dim(0), h, w);
    long[] stride = {kernel.stride(), kernel.stride()};
    long[] padding = {kernel.padHeight(), kernel.padWidth()};
    Sym y =
        x.trace()
            .op("conv2d", shape, x, use(x, weight), null, stride, padding, new long[] {1, 1}, 1);
    Sym normed =
        x.trace()
            .op(
                "batch_norm",
                shape,
                y,
                use(x, scale),
                use(x, shift),
                use(x, mean),
                use(x, variance),
                false, // by the running moments
                0.1,
                EPS,
                false);
    return out(F.relu(normed)); // (B, out, H', W')
  }
}
