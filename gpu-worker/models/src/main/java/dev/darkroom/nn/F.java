package dev.darkroom.nn;

import dev.darkroom.weights.Shape;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The operations of layers, free of weights' names; shapes as in torch, pictures (B, C, H, W). */
public final class F {
  private F() {}

  public static Sym relu(Sym x) {
    return x.same("relu");
  }

  /** x · sigmoid(x) (Elfwing et al. 2017). */
  public static Sym silu(Sym x) {
    return x.same("silu");
  }

  /** x · Φ(x), exact (Hendrycks and Gimpel 2016). */
  public static Sym gelu(Sym x) {
    return x.same("gelu");
  }

  /** Gelu by its tanh approximation. */
  public static Sym geluTanh(Sym x) {
    return x.same("gelu", new Literal.Keyword("approximate", "tanh"));
  }

  /** x · sigmoid(1.702 x), as CLIP of OpenAI uses. */
  public static Sym quickGelu(Sym x) {
    return x.times(sigmoid(x.times(1.702)));
  }

  public static Sym leakyRelu(Sym x, double slope) {
    return x.same("leaky_relu", slope);
  }

  public static Sym sigmoid(Sym x) {
    return x.same("sigmoid");
  }

  public static Sym tanh(Sym x) {
    return x.same("tanh");
  }

  public static Sym softmax(Sym x, int dim) {
    return x.same("softmax", Shapes.axis(x, "softmax", dim));
  }

  public static Sym logSoftmax(Sym x, int dim) {
    return x.same("log_softmax", Shapes.axis(x, "logSoftmax", dim));
  }

  public static Sym cat(int dim, Sym... parts) {
    return cat(dim, List.of(parts));
  }

  /** Parts joined along {@code dim}; all other extents must agree. */
  public static Sym cat(int dim, List<Sym> parts) {
    Sym first = parts.getFirst();
    int axis = Shapes.axis(first, "cat", dim);
    long extent = 0;
    for (Sym part : parts) {
      Shapes.require(
          part.rank() == first.rank()
              && Shapes.with(part.shape(), axis, 0).equals(Shapes.with(first.shape(), axis, 0)),
          "cat",
          first,
          part,
          "only dimension " + axis + " may differ");
      extent += part.dim(axis);
    }
    return first.trace().op("cat", Shapes.with(first.shape(), axis, extent), parts, axis);
  }

  /** Parts of one shape as a new dimension. */
  public static Sym stack(int dim, List<Sym> parts) {
    List<Sym> rows = new ArrayList<>();
    for (Sym part : parts) {
      rows.add(part.unsqueeze(dim));
    }
    return cat(dim, rows);
  }

  /** x Wᵀ + b over the last dimension; W is (out, in). */
  public static Sym linear(Sym x, Sym weight, @Nullable Sym bias) {
    Shapes.require(
        weight.rank() == 2 && x.rank() >= 1 && x.dim(-1) == weight.dim(1),
        "linear",
        x,
        weight,
        "the last extent of the input must equal the weight's second");
    Shape shape = Shapes.with(x.shape(), x.rank() - 1, weight.dim(0));
    return x.trace().op("linear", shape, x, weight, bias);
  }

  /** Convolution; W is (out, in / groups, kh, kw). */
  public static Sym conv2d(
      Sym x, Sym weight, @Nullable Sym bias, int stride, int padding, int groups) {
    Shapes.require(x.rank() == 4 && weight.rank() == 4, "conv2d", x, weight, "both need rank 4");
    Shapes.require(
        x.dim(1) == weight.dim(1) * groups,
        "conv2d",
        x,
        weight,
        "%d input channels are needed with %d groups, %d are given"
            .formatted(weight.dim(1) * groups, groups, x.dim(1)));
    long h = (x.dim(2) + 2L * padding - weight.dim(2)) / stride + 1;
    long w = (x.dim(3) + 2L * padding - weight.dim(3)) / stride + 1;
    Shapes.require(h > 0 && w > 0, "conv2d", x, weight, "the kernel is larger than the picture");
    return x.trace()
        .op(
            "conv2d",
            Shape.of(x.dim(0), weight.dim(0), h, w),
            x,
            weight,
            bias,
            both(stride),
            both(padding),
            both(1),
            groups);
  }

  /** The transpose of a convolution; W is (in, out / groups, kh, kw). */
  public static Sym convTranspose2d(
      Sym x, Sym weight, @Nullable Sym bias, int stride, int padding, int groups) {
    Shapes.require(
        x.rank() == 4 && weight.rank() == 4 && x.dim(1) == weight.dim(0),
        "convTranspose2d",
        x,
        weight,
        "the input channels must equal the weight's first extent");
    long h = (x.dim(2) - 1) * stride - 2L * padding + weight.dim(2);
    long w = (x.dim(3) - 1) * stride - 2L * padding + weight.dim(3);
    Shape shape = Shape.of(x.dim(0), weight.dim(1) * groups, h, w);
    return x.trace()
        .op(
            "conv_transpose2d",
            shape,
            x,
            weight,
            bias,
            both(stride),
            both(padding),
            both(0),
            groups,
            both(1));
  }

  /** Normalises each of {@code groups} groups of channels of each sample (Wu and He 2018). */
  public static Sym groupNorm(
      Sym x, int groups, @Nullable Sym weight, @Nullable Sym bias, double eps) {
    Shapes.require(
        x.rank() >= 2 && x.dim(1) % groups == 0,
        "groupNorm",
        x,
        "the channels do not divide into " + groups + " groups");
    requireLength("groupNorm", x, weight, x.dim(1));
    return x.same("group_norm", groups, weight, bias, eps, true);
  }

  /** Normalises over the last dimension (Ba et al. 2016). */
  public static Sym layerNorm(Sym x, @Nullable Sym weight, @Nullable Sym bias, double eps) {
    requireLength("layerNorm", x, weight, x.dim(-1));
    return x.same("layer_norm", new long[] {x.dim(-1)}, weight, bias, eps, true);
  }

  /** x / rms(x) over the last dimension (Zhang and Sennrich 2019). */
  public static Sym rmsNorm(Sym x, @Nullable Sym weight, double eps) {
    requireLength("rmsNorm", x, weight, x.dim(-1));
    return x.same("rms_norm", new long[] {x.dim(-1)}, weight, eps);
  }

  /** softmax(q kᵀ / sqrt(d)) v, fused; q, k, v are (B, heads, tokens, d). No second gradient. */
  public static Sym attention(Sym q, Sym k, Sym v) {
    return attention(q, k, v, null, false);
  }

  /** As {@link #attention(Sym, Sym, Sym)}, no token seeing those after it. */
  public static Sym causalAttention(Sym q, Sym k, Sym v) {
    return attention(q, k, v, null, true);
  }

  /** As {@link #attention(Sym, Sym, Sym)}, {@code mask} (run dtype) added to the scores. */
  public static Sym maskedAttention(Sym q, Sym k, Sym v, Sym mask) {
    return attention(q, k, v, mask, false);
  }

  /** Attention from plain operations, through which second gradients flow too. */
  public static Sym attentionMath(Sym q, Sym k, Sym v) {
    Shape shape = attentionShape(q, k, v);
    return q.trace()
        .opFirst("_scaled_dot_product_attention_math", shape, q, k, v, null, 0.0, false);
  }

  /** Rows of {@code table} (n, d) that the ids (I64) name: (…, d). */
  public static Sym embedding(Sym table, Sym ids) {
    Shapes.require(table.rank() == 2, "embedding", table, "the table needs rank 2");
    Shape shape = Shapes.inserted(ids.shape(), ids.rank(), table.dim(1));
    return table.trace().op("embedding", shape, table, ids);
  }

  /** Each pixel repeated until the picture has this size. */
  public static Sym upsampleNearest(Sym x, long height, long width) {
    Shapes.require(x.rank() == 4, "upsampleNearest", x, "a picture needs rank 4");
    return x.trace()
        .op(
            "upsample_nearest2d",
            Shape.of(x.dim(0), x.dim(1), height, width),
            x,
            new long[] {height, width});
  }

  /** Pads a picture's edges with a constant. */
  public static Sym pad(Sym x, int left, int right, int top, int bottom, double value) {
    Shapes.require(x.rank() == 4, "pad", x, "a picture needs rank 4");
    Shape shape = Shape.of(x.dim(0), x.dim(1), x.dim(2) + top + bottom, x.dim(3) + left + right);
    long[] edges = {left, right, top, bottom};
    return x.trace().op("constant_pad_nd", shape, x, edges, value);
  }

  /** Means of {@code size}×{@code size} squares. */
  public static Sym avgPool2d(Sym x, int size) {
    Shapes.require(
        x.rank() == 4 && x.dim(2) % size == 0 && x.dim(3) % size == 0,
        "avgPool2d",
        x,
        "height and width must divide by " + size);
    Shape shape = Shape.of(x.dim(0), x.dim(1), x.dim(2) / size, x.dim(3) / size);
    return x.trace().op("avg_pool2d", shape, x, both(size));
  }

  /** (B, C r², H, W) to (B, C, H r, W r) (Shi et al. 2016). */
  public static Sym pixelShuffle(Sym x, int r) {
    Shapes.require(
        x.rank() == 4 && x.dim(1) % ((long) r * r) == 0,
        "pixelShuffle",
        x,
        "the channels must divide by " + r * r);
    Shape shape = Shape.of(x.dim(0), x.dim(1) / ((long) r * r), x.dim(2) * r, x.dim(3) * r);
    return x.trace().op("pixel_shuffle", shape, x, r);
  }

  /** Mean of squared differences: a scalar. */
  public static Sym mseLoss(Sym x, Sym target) {
    Shapes.require(x.shape().equals(target.shape()), "mseLoss", x, target, "shapes differ");
    return x.trace().op("mse_loss", Shape.of(), x, target, 1);
  }

  /** Mean of absolute differences: a scalar. */
  public static Sym l1Loss(Sym x, Sym target) {
    Shapes.require(x.shape().equals(target.shape()), "l1Loss", x, target, "shapes differ");
    return x.trace().op("l1_loss", Shape.of(), x, target, 1);
  }

  /** Mean of -log softmax at the classes: logits (N, C), classes (N) I64; a scalar. */
  public static Sym crossEntropy(Sym logits, Sym classes) {
    Shapes.require(
        logits.rank() == 2 && classes.rank() == 1 && logits.dim(0) == classes.dim(0),
        "crossEntropy",
        logits,
        classes,
        "logits (N, C) and classes (N) are needed");
    return logits.trace().op("cross_entropy_loss", Shape.of(), logits, classes, null, 1, -100, 0.0);
  }

  private static Sym attention(Sym q, Sym k, Sym v, @Nullable Sym mask, boolean causal) {
    Shape shape = attentionShape(q, k, v);
    return q.trace().op("scaled_dot_product_attention", shape, q, k, v, mask, 0.0, causal);
  }

  private static Shape attentionShape(Sym q, Sym k, Sym v) {
    Shapes.require(q.rank() == 4 && k.rank() == 4 && v.rank() == 4, "attention", q, k, "rank 4");
    Shapes.require(
        q.dim(0) == k.dim(0) && q.dim(1) == k.dim(1) && q.dim(3) == k.dim(3),
        "attention",
        q,
        k,
        "batch, heads and width of queries and keys must agree");
    Shapes.require(
        k.dim(0) == v.dim(0) && k.dim(1) == v.dim(1) && k.dim(2) == v.dim(2),
        "attention",
        k,
        v,
        "batch, heads and tokens of keys and values must agree");
    return Shapes.with(q.shape(), 3, v.dim(3));
  }

  private static void requireLength(String op, Sym x, @Nullable Sym weight, long length) {
    if (weight != null) {
      Shapes.require(
          weight.shape().equals(Shape.of(length)),
          op,
          x,
          weight,
          "the weight needs [" + length + "]");
    }
  }

  private static long[] both(long value) {
    return new long[] {value, value};
  }
}
