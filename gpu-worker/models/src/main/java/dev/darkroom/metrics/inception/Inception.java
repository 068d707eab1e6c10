package dev.darkroom.metrics.inception;

import dev.darkroom.metrics.inception.ConvUnit.Kernel;
import dev.darkroom.nn.Module;
import dev.darkroom.nn.Sym;
import dev.darkroom.nn.Weights;
import java.util.ArrayList;
import java.util.List;

/**
 * Inception-v3 up to its last pooling, as the FID uses it (Heusel et al. 2017): TensorFlow's graph
 * of 2015-12-05, under the names of pytorch-fid's file. From torchvision's it differs in what its
 * means count at the edge, and in the pooling of its last block.
 */
public final class Inception extends Module {
  /** Side of its pictures, pixels. */
  public static final int SIDE = 299;

  /** Width of its features. */
  public static final int WIDTH = 2048;

  private final ConvUnit conv1a, conv2a, conv2b, conv3b, conv4a;
  private final List<Mixed> blocks = new ArrayList<>();

  public Inception(Weights w) {
    super(w);
    conv1a = new ConvUnit(w.at("Conv2d_1a_3x3"), 3, 32, Kernel.valid(3, 2));
    conv2a = new ConvUnit(w.at("Conv2d_2a_3x3"), 32, 32, Kernel.valid(3, 1));
    conv2b = new ConvUnit(w.at("Conv2d_2b_3x3"), 32, 64, Kernel.same(3));
    conv3b = new ConvUnit(w.at("Conv2d_3b_1x1"), 64, 80, Kernel.K1);
    conv4a = new ConvUnit(w.at("Conv2d_4a_3x3"), 80, 192, Kernel.valid(3, 1));
    blocks.add(Mixed.a(w.at("Mixed_5b"), 192, 32));
    blocks.add(Mixed.a(w.at("Mixed_5c"), 256, 64));
    blocks.add(Mixed.a(w.at("Mixed_5d"), 288, 64));
    blocks.add(Mixed.b(w.at("Mixed_6a"), 288));
    blocks.add(Mixed.c(w.at("Mixed_6b"), 768, 128));
    blocks.add(Mixed.c(w.at("Mixed_6c"), 768, 160));
    blocks.add(Mixed.c(w.at("Mixed_6d"), 768, 160));
    blocks.add(Mixed.c(w.at("Mixed_6e"), 768, 192));
    blocks.add(Mixed.d(w.at("Mixed_7a"), 768));
    blocks.add(Mixed.e(w.at("Mixed_7b"), 1280, Pools::meanAround));
    blocks.add(Mixed.e(w.at("Mixed_7c"), 2048, Pools::maxAround));
  }

  /** Features of pictures as {@link InceptionInput} prepares them. */
  public Sym forward(Sym x) { // (B, 3, 299, 299)
    Sym h = conv2b.forward(conv2a.forward(conv1a.forward(x))); // (B, 64, 147, 147)
    h = conv4a.forward(conv3b.forward(Pools.maxHalf(h))); // (B, 192, 71, 71)
    h = Pools.maxHalf(h); // (B, 192, 35, 35)
    for (Mixed block : blocks) {
      h = block.forward(h);
    }
    return out(h.mean(false, 2, 3)); // (B, 2048)
  }
}
