package dev.darkroom.metrics.inception;

import dev.darkroom.metrics.inception.ConvUnit.Kernel;
import dev.darkroom.nn.F;
import dev.darkroom.nn.Module;
import dev.darkroom.nn.Sym;
import dev.darkroom.nn.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The blocks of Inception-v3 (Szegedy et al. 2016, figures 5 to 7 and 10): branches side by side,
 * their channels joined. Names are those of torchvision, under which the weights are published.
 */
final class Mixed extends Module {
  private final List<UnaryOperator<Sym>> branches = new ArrayList<>();
  private final Weights weights;
  private final int in;

  private Mixed(Weights w, int in) {
    super(w);
    this.weights = w;
    this.in = in;
  }

  Sym forward(Sym x) { // (B, in, H, W)
    return out(F.cat(1, branches.stream().map(branch -> branch.apply(x)).toList()));
  }

  /** Figure 5: 1×1, 5×5, two 3×3, and the mean around. */
  static Mixed a(Weights w, int in, int pooled) {
    Mixed block = new Mixed(w, in);
    block.chain(block.unit("branch1x1", in, 64, Kernel.K1));
    block.chain(
        block.unit("branch5x5_1", in, 48, Kernel.K1),
        block.unit("branch5x5_2", 48, 64, Kernel.same(5)));
    block.chain(
        block.unit("branch3x3dbl_1", in, 64, Kernel.K1),
        block.unit("branch3x3dbl_2", 64, 96, Kernel.same(3)),
        block.unit("branch3x3dbl_3", 96, 96, Kernel.same(3)));
    block.pooled(Pools::meanAround, pooled);
    return block;
  }

  /** Figure 10: half the size, by 3×3, by two 3×3, and by the greatest. */
  static Mixed b(Weights w, int in) {
    Mixed block = new Mixed(w, in);
    block.chain(block.unit("branch3x3", in, 384, Kernel.valid(3, 2)));
    block.chain(
        block.unit("branch3x3dbl_1", in, 64, Kernel.K1),
        block.unit("branch3x3dbl_2", 64, 96, Kernel.same(3)),
        block.unit("branch3x3dbl_3", 96, 96, Kernel.valid(3, 2)));
    block.branches.add(Pools::maxHalf);
    return block;
  }

  /** Figure 6: 7×7 in rows and columns, once and twice. */
  static Mixed c(Weights w, int in, int inner) {
    Mixed block = new Mixed(w, in);
    block.chain(block.unit("branch1x1", in, 192, Kernel.K1));
    block.chain(
        block.unit("branch7x7_1", in, inner, Kernel.K1),
        block.unit("branch7x7_2", inner, inner, Kernel.row(7)),
        block.unit("branch7x7_3", inner, 192, Kernel.column(7)));
    block.chain(
        block.unit("branch7x7dbl_1", in, inner, Kernel.K1),
        block.unit("branch7x7dbl_2", inner, inner, Kernel.column(7)),
        block.unit("branch7x7dbl_3", inner, inner, Kernel.row(7)),
        block.unit("branch7x7dbl_4", inner, inner, Kernel.column(7)),
        block.unit("branch7x7dbl_5", inner, 192, Kernel.row(7)));
    block.pooled(Pools::meanAround, 192);
    return block;
  }

  /** Half the size again, by 3×3, by 7×7 and 3×3, and by the greatest. */
  static Mixed d(Weights w, int in) {
    Mixed block = new Mixed(w, in);
    block.chain(
        block.unit("branch3x3_1", in, 192, Kernel.K1),
        block.unit("branch3x3_2", 192, 320, Kernel.valid(3, 2)));
    block.chain(
        block.unit("branch7x7x3_1", in, 192, Kernel.K1),
        block.unit("branch7x7x3_2", 192, 192, Kernel.row(7)),
        block.unit("branch7x7x3_3", 192, 192, Kernel.column(7)),
        block.unit("branch7x7x3_4", 192, 192, Kernel.valid(3, 2)));
    block.branches.add(Pools::maxHalf);
    return block;
  }

  /**
   * Figure 7: 3×3 split into a row and a column side by side.
   *
   * @param pool the mean around, but in TensorFlow's last block the greatest
   */
  static Mixed e(Weights w, int in, UnaryOperator<Sym> pool) {
    Mixed block = new Mixed(w, in);
    block.chain(block.unit("branch1x1", in, 320, Kernel.K1));
    ConvUnit narrow = block.unit("branch3x3_1", in, 384, Kernel.K1);
    UnaryOperator<Sym> forked = block.fork("branch3x3_2");
    block.branches.add(x -> forked.apply(narrow.forward(x)));
    ConvUnit first = block.unit("branch3x3dbl_1", in, 448, Kernel.K1);
    ConvUnit second = block.unit("branch3x3dbl_2", 448, 384, Kernel.same(3));
    UnaryOperator<Sym> forkedTwice = block.fork("branch3x3dbl_3");
    block.branches.add(x -> forkedTwice.apply(second.forward(first.forward(x))));
    block.pooled(pool, 192);
    return block;
  }

  private ConvUnit unit(String name, int from, int to, Kernel kernel) {
    return new ConvUnit(weights.at(name), from, to, kernel);
  }

  private void chain(ConvUnit... units) {
    branches.add(x -> {
      Sym h = x;
      for (ConvUnit unit : units) {
        h = unit.forward(h);
      }
      return h;
    });
  }

  private UnaryOperator<Sym> fork(String name) {
    ConvUnit row = unit(name + "a", 384, 384, Kernel.row(3));
    ConvUnit column = unit(name + "b", 384, 384, Kernel.column(3));
    return x -> F.cat(1, row.forward(x), column.forward(x));
  }

  private void pooled(UnaryOperator<Sym> pool, int out) {
    ConvUnit unit = unit("branch_pool", in, out, Kernel.K1);
    branches.add(x -> unit.forward(pool.apply(x)));
  }
}
