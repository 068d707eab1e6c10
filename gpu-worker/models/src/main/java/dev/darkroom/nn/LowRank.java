package dev.darkroom.nn;

import dev.darkroom.nn.Trace.Input;
import dev.darkroom.weights.Shape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.Predicate;

/**
 * Low-rank changes beside the layers of a model (LoRA, Hu et al. 2021, equation 3): a layer of the
 * model's own weight W returns W x + (alpha/r) · up · down · x, in which only {@code up} and {@code
 * down} are trained. Their names are the layer's, then {@code lora_A.weight} and {@code
 * lora_B.weight}, as in PEFT. A convolution has a {@code down} of its own kernel and an {@code up}
 * of 1×1.
 */
public final class LowRank {
  private static final String DOWN = "lora_A.weight";
  private static final String UP = "lora_B.weight";
  private static final String KEEP = "keep_";

  private final Predicate<String> targets;
  private final Rule rule;
  private final Map<String, Param> declared = new LinkedHashMap<>();
  private int layers;

  /**
   * What is learned beside each layer.
   *
   * @param alpha numerator of the scale; equal to the rank it changes nothing
   */
  public record Rule(int rank, double alpha, Dropout dropout, Start start) {
    public Rule {
      if (rank < 1 || !(alpha > 0) || Double.isInfinite(alpha)) {
        throw new IllegalArgumentException(
            "rank " + rank + " and alpha " + alpha + " must be above 0");
      }
    }

    double scale() {
      return alpha / rank;
    }
  }

  /** How {@code down} starts; {@code up} starts at 0, so that nothing changes at first. */
  public enum Start {
    /** Normal with standard deviation 1/r, as in PEFT and diffusers. */
    GAUSSIAN,
    /** As torch's own layers start, as in kohya's tools. */
    KAIMING;

    private Init down(int rank, long fanIn) {
      return switch (this) {
        case GAUSSIAN -> Init.normal(1.0 / rank);
        case KAIMING -> Init.torchDefault(fanIn);
      };
    }
  }

  /**
   * What is left out at random in training, each a probability.
   *
   * @param plain of a number that {@code down} returned; the others grow by 1/(1-p)
   * @param rank of a row of {@code down}, for a whole sample; the others grow by 1/(1-p)
   * @param module of the whole change of a layer, for a whole batch
   */
  public record Dropout(double plain, double rank, double module) {
    public static final Dropout NONE = new Dropout(0, 0, 0);

    public Dropout {
      for (double p : new double[] {plain, rank, module}) {
        if (!(p >= 0 && p < 1)) {
          throw new IllegalArgumentException("dropout " + p + " is not in [0, 1)");
        }
      }
    }
  }

  private enum Kept {
    PLAIN,
    RANK,
    MODULE;

    String input(int layer) {
      return KEEP + name() + "_" + layer;
    }

    double probability(Dropout dropout) {
      return switch (this) {
        case PLAIN -> dropout.plain();
        case RANK -> dropout.rank();
        case MODULE -> dropout.module();
      };
    }

    /** What a number that stays is multiplied by. */
    float kept(double p) {
      return this == MODULE ? 1 : (float) (1 / (1 - p));
    }
  }

  /**
   * Changes beside the layers whose full name (path) passes.
   *
   * @param targets of linear layers and of convolutions in one group
   */
  public LowRank(Predicate<String> targets, Rule rule) {
    this.targets = targets;
    this.rule = rule;
  }

  /** Everything that was declared beside layers: down, up, down, up, …. */
  public List<Param> params() {
    return List.copyOf(declared.values());
  }

  /** The names of the layers that have a change beside them. */
  public List<String> layers() {
    return declared.keySet().stream()
        .filter(name -> name.endsWith(DOWN))
        .map(name -> name.substring(0, name.length() - DOWN.length() - 1))
        .toList();
  }

  /** The name of {@code down} beside the layer of that name. */
  public static String down(String layer) {
    return layer + "." + DOWN;
  }

  /** The name of {@code up} beside the layer of that name. */
  public static String up(String layer) {
    return layer + "." + UP;
  }

  /**
   * Gives a call what is left out this time; nothing where nothing ever is.
   *
   * @param graph the call's
   * @param uniform so many numbers from [0, 1)
   */
  public Call feed(Call call, Graph graph, IntFunction<float[]> uniform) {
    for (Input input : graph.inputs()) {
      if (input.name().startsWith(KEEP)) {
        String kind = input.name().substring(KEEP.length(), input.name().lastIndexOf('_'));
        Kept kept = Kept.valueOf(kind);
        double p = kept.probability(rule.dropout());
        float[] keep = uniform.apply(Math.toIntExact(input.shape().numel()));
        for (int i = 0; i < keep.length; i++) {
          keep[i] = keep[i] < p ? 0 : kept.kept(p);
        }
        call.in(input.name(), keep);
      }
    }
    return call;
  }

  Side besideLinear(String path, long in, long out) {
    if (!targets.test(path)) {
      return Side.NONE;
    }
    int layer = layers++;
    Param down = declare(down(path), rule.start().down(rule.rank(), in), rule.rank(), in);
    Param up = declare(up(path), Init.zeros(), out, rule.rank());
    return (x, y) -> {
      Sym h = F.linear(x, x.use(down), null); // (B, …, r)
      return y.plus(scaled(F.linear(kept(h, h.rank() - 1, layer), x.use(up), null), layer));
    };
  }

  Side besideConv(String path, long in, long out, Conv2d.Kernel kernel) {
    if (kernel.groups() != 1 || !targets.test(path)) {
      return Side.NONE;
    }
    int layer = layers++;
    int k = kernel.size();
    Param down =
        declare(down(path), rule.start().down(rule.rank(), in * k * k), rule.rank(), in, k, k);
    Param up = declare(up(path), Init.zeros(), out, rule.rank(), 1, 1);
    return (x, y) -> {
      Sym h = F.conv2d(x, x.use(down), null, kernel.stride(), kernel.padding(), 1); // (B, r, H, W)
      return y.plus(scaled(F.conv2d(kept(h, 1, layer), x.use(up), null, 1, 0, 1), layer));
    };
  }

  /** What {@code down} returned, less what is left out. */
  private Sym kept(Sym h, int rankAxis, int layer) {
    Sym some = h;
    if (rule.dropout().plain() > 0) {
      some = some.times(h.trace().input(Kept.PLAIN.input(layer), h.shape().dims()));
    }
    if (rule.dropout().rank() > 0) {
      long[] dims = new long[h.rank()];
      Arrays.fill(dims, 1);
      dims[0] = h.dim(0);
      dims[rankAxis] = h.dim(rankAxis);
      some = some.times(h.trace().input(Kept.RANK.input(layer), dims));
    }
    return some;
  }

  private Sym scaled(Sym change, int layer) {
    Sym scaled = rule.scale() == 1 ? change : change.times(rule.scale());
    return rule.dropout().module() > 0
        ? scaled.times(change.trace().input(Kept.MODULE.input(layer), 1))
        : scaled;
  }

  private Param declare(String name, Init init, long... shape) {
    Param param = new Param(name, Shape.of(shape), init);
    if (declared.putIfAbsent(name, param) != null) {
      throw new IllegalArgumentException(
          "two layers are named " + name + ": give each model changes of its own");
    }
    return param;
  }
}
