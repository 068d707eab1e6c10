package dev.darkroom.nn;

import static dev.darkroom.nn.Evaluate.evaluate;
import static dev.darkroom.nn.Evaluate.floats;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.darkroom.weights.DType;
import dev.darkroom.weights.Shape;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Every operation gives the numbers that its definition gives, worked out by hand. */
class OperationsTest {
  private static final float[] ONE_TO_SIX = {1, 2, 3, 4, 5, 6};
  private static final float[] PICTURE = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};

  @Test
  void arithmeticBroadcasts() {
    assertThat(floats(t -> matrix(t).plus(t.constant(new float[] {10, 20, 30}, 3))))
        .containsExactly(11, 22, 33, 14, 25, 36);
    assertThat(floats(t -> matrix(t).minus(t.constant(new float[] {1, 2}, 2, 1))))
        .containsExactly(0, 1, 2, 2, 3, 4);
    assertThat(floats(t -> matrix(t).times(matrix(t)).over(2).minus(1).plus(0.5)))
        .containsExactly(0, 1.5f, 4, 7.5f, 12, 17.5f);
    assertThat(floats(t -> matrix(t).over(t.full(4, 1)))).contains(0.25f, 1.5f);
    assertThat(floats(t -> matrix(t).negated().times(2))).contains(-2, -12);
  }

  @Test
  void elementwiseFunctions() {
    assertElementwise(Sym::square, -2, 4, 3, 9);
    assertElementwise(x -> x.pow(3), -2, -8, 3, 27);
    assertElementwise(Sym::sqrt, 4, 2, 2.25, 1.5);
    assertElementwise(Sym::rsqrt, 4, 0.5, 0.25, 2);
    assertElementwise(Sym::exp, 0, 1, 1, Math.E);
    assertElementwise(Sym::log, 1, 0, Math.E, 1);
    assertElementwise(Sym::sin, 0, 0, 1, Math.sin(1));
    assertElementwise(Sym::cos, 0, 1, 1, Math.cos(1));
    assertElementwise(Sym::abs, -3, 3, 2, 2);
    assertElementwise(x -> x.clamp(-1, 2), -3, -1, 5, 2);
    assertElementwise(F::relu, -3, 0, 2, 2);
    assertElementwise(F::sigmoid, 0, 0.5, 2, 1 / (1 + Math.exp(-2)));
    assertElementwise(F::tanh, 0, 0, 2, Math.tanh(2));
    assertElementwise(F::silu, 2, 2 / (1 + Math.exp(-2)), -1, -1 / (1 + Math.E));
    assertElementwise(F::quickGelu, 2, 2 / (1 + Math.exp(-3.404)), 0, 0);
    assertElementwise(x -> F.leakyRelu(x, 0.2), -5, -1, 5, 5);
    assertElementwise(F::gelu, 1, 0.8413447, -1, -0.1586553); // Φ(1) = 0.8413447
    assertElementwise(F::geluTanh, 1, 0.8411920, -1, -0.1588080);
  }

  @Test
  void comparisonsChoose() {
    assertThat(floats(t -> matrix(t).lt(3).where(t.full(0, 2, 3), matrix(t))))
        .containsExactly(0, 0, 3, 4, 5, 6);
    assertThat(floats(t -> matrix(t).eq(4).where(t.full(-1, 1), matrix(t))))
        .containsExactly(1, 2, 3, -1, 5, 6);
    assertThat(floats(t -> matrix(t).gt(4).where(matrix(t), t.full(0, 1))))
        .containsExactly(0, 0, 0, 0, 5, 6);
    assertThat(floats(t -> matrix(t).maximum(t.full(3, 1)).minimum(t.full(5, 1))))
        .containsExactly(3, 3, 3, 4, 5, 5);
  }

  @Test
  void reductionsTakeAwayOrKeepDimensions() {
    assertThat(floats(t -> matrix(t).mean())).containsExactly(3.5f);
    assertThat(floats(t -> matrix(t).sum())).containsExactly(21);
    assertThat(floats(t -> matrix(t).sum(false, 0))).containsExactly(5, 7, 9);
    assertThat(evaluate(t -> matrix(t).mean(true, -1)).shape()).isEqualTo(Shape.of(2, 1));
    assertThat(evaluate(t -> matrix(t).sum(false, 0, 1)).shape()).isEqualTo(Shape.of());
    assertThat(floats(t -> matrix(t).mean(true, -1))).containsExactly(2, 5);
    assertThat(floats(t -> matrix(t).negated().argmax(1))).containsExactly(0, 0);
  }

  @Test
  void shapesChangeWithoutLosingElements() {
    assertThat(floats(t -> matrix(t).transpose(0, 1))).containsExactly(1, 4, 2, 5, 3, 6);
    assertThat(floats(t -> matrix(t).reshape(3, -1).permute(1, 0)))
        .containsExactly(1, 3, 5, 2, 4, 6);
    assertThat(floats(t -> matrix(t).narrow(1, 1, 2))).containsExactly(2, 3, 5, 6);
    assertThat(floats(t -> matrix(t).select(0, 1))).containsExactly(4, 5, 6);
    assertThat(floats(t -> matrix(t).chunk(3, 1).get(2))).containsExactly(3, 6);
    assertThat(floats(t -> matrix(t).split(1, 1, 2).get(1))).containsExactly(2, 3, 5, 6);
    assertThat(floats(t -> F.cat(0, matrix(t).select(0, 0), matrix(t).select(0, 1))))
        .containsExactly(ONE_TO_SIX);
    assertThat(floats(t -> F.stack(1, List.of(matrix(t).select(0, 0), matrix(t).select(0, 1)))))
        .containsExactly(1, 4, 2, 5, 3, 6);
    assertThat(floats(t -> matrix(t).select(1, 0).unsqueeze(1).expand(2, 2)))
        .containsExactly(1, 1, 4, 4);
    assertThat(evaluate(t -> matrix(t).spread(4, 5)).shape()).isEqualTo(Shape.of(2, 3, 4, 5));
    assertThat(evaluate(t -> matrix(t).unsqueeze(0).squeeze(0).flatten(0)).shape())
        .isEqualTo(Shape.of(6));
  }

  @Test
  void lookingThingsUp() {
    assertThat(floats(t -> F.embedding(matrix(t), ids(t, 1, 0, 1))))
        .containsExactly(4, 5, 6, 1, 2, 3, 4, 5, 6);
    assertThat(floats(t -> matrix(t).indexSelect(1, ids(t, 2, 0)))).containsExactly(3, 1, 6, 4);
    assertThat(floats(t -> matrix(t).gather(1, ids(t, 2, 0).reshape(2, 1)))).containsExactly(3, 4);
  }

  @Test
  void products() {
    assertThat(floats(t -> matrix(t).matmul(matrix(t).transpose(0, 1))))
        .containsExactly(14, 32, 32, 77);
    assertThat(floats(t -> F.linear(matrix(t), matrix(t), t.constant(new float[] {1, -1}, 2))))
        .containsExactly(15, 31, 33, 76);
  }

  @Test
  void softmaxAndItsLoss() {
    assertThat(floats(t -> F.softmax(t.constant(new float[] {0, (float) Math.log(3)}, 1, 2), -1)))
        .containsExactly(new float[] {0.25f, 0.75f}, within(1e-6f));
    assertThat(floats(t -> F.logSoftmax(t.constant(new float[] {0, 0}, 1, 2), -1)))
        .containsExactly(new float[] {(float) -Math.log(2), (float) -Math.log(2)}, within(1e-6f));
    float three = (float) Math.log(3);
    assertThat(floats(t -> F.crossEntropy(t.constant(new float[] {0, three}, 1, 2), ids(t, 1))))
        .containsExactly(new float[] {(float) -Math.log(0.75)}, within(1e-6f));
  }

  @Test
  void distances() {
    assertThat(floats(t -> F.mseLoss(matrix(t), t.full(3, 2, 3))))
        .containsExactly(new float[] {(4 + 1 + 0 + 1 + 4 + 9) / 6f}, within(1e-6f));
    assertThat(floats(t -> F.l1Loss(matrix(t), t.full(3, 2, 3))))
        .containsExactly(new float[] {(2 + 1 + 0 + 1 + 2 + 3) / 6f}, within(1e-6f));
  }

  @Test
  void convolutions() {
    // the sum of each pixel's 3×3 neighbourhood, zeros outside; every second pixel
    assertThat(floats(t -> F.conv2d(picture(t), t.full(1, 1, 1, 3, 3), null, 2, 1, 1)))
        .containsExactly(14, 30, 57, 99);
    assertThat(floats(t -> F.conv2d(picture(t), t.full(2, 1, 1, 1, 1), t.full(1, 1), 1, 0, 1)))
        .contains(3, 33);
    // two groups: each output sees its own input only
    Shape both = Shape.of(1, 2, 2, 2);
    assertThat(
            floats(t ->
                F.conv2d(
                    t.arange(8).reshape(both.dims()),
                    t.constant(new float[] {1, 10}, 2, 1, 1, 1),
                    null,
                    1,
                    0,
                    2)))
        .containsExactly(0, 1, 2, 3, 40, 50, 60, 70);
    // a transposed convolution with stride 2 and kernel 2 repeats each pixel
    assertThat(
            floats(t ->
                F.convTranspose2d(
                    t.arange(4).reshape(1, 1, 2, 2), t.full(1, 1, 1, 2, 2), null, 2, 0, 1)))
        .containsExactly(0, 0, 1, 1, 0, 0, 1, 1, 2, 2, 3, 3, 2, 2, 3, 3);
  }

  @Test
  void picturesGrowShrinkAndGetBorders() {
    assertThat(floats(t -> F.upsampleNearest(t.arange(4).reshape(1, 1, 2, 2), 4, 2)))
        .containsExactly(0, 1, 0, 1, 2, 3, 2, 3);
    assertThat(floats(t -> F.avgPool2d(picture(t), 2))).containsExactly(3.5f, 5.5f, 11.5f, 13.5f);
    assertThat(floats(t -> F.pad(t.arange(4).reshape(1, 1, 2, 2), 0, 1, 0, 1, 9)))
        .containsExactly(0, 1, 9, 2, 3, 9, 9, 9, 9);
    assertThat(floats(t -> F.pixelShuffle(t.arange(4).reshape(1, 4, 1, 1), 2)))
        .containsExactly(0, 1, 2, 3);
  }

  @Test
  void normalisations() {
    float a = (float) (1 / Math.sqrt(1.25));
    assertThat(floats(t -> F.groupNorm(t.arange(4).reshape(1, 4, 1, 1), 1, t.full(2, 4), null, 0)))
        .containsExactly(new float[] {-3 * a, -a, a, 3 * a}, within(1e-5f));
    assertThat(floats(t -> F.layerNorm(t.arange(4).reshape(2, 2), null, t.full(1, 2), 0)))
        .containsExactly(new float[] {0, 2, 0, 2}, within(1e-5f));
    assertThat(
            floats(t ->
                F.rmsNorm(t.constant(new float[] {3, 4}, 1, 2), null, 0).times(Math.sqrt(12.5))))
        .containsExactly(new float[] {3, 4}, within(1e-5f));
  }

  @Test
  void attentionWeighsValuesByLikeness() {
    double e = Math.exp(1 / Math.sqrt(2)); // scores are 1/sqrt(2) and 0
    float first = (float) (e / (e + 1));
    for (UnaryOperator<Sym> attend :
        List.<UnaryOperator<Sym>>of(x -> F.attention(x, x, x), x -> F.attentionMath(x, x, x))) {
      assertThat(floats(t -> attend.apply(identity(t))))
          .containsExactly(new float[] {first, 1 - first, 1 - first, first}, within(1e-6f));
    }
    assertThat(floats(t -> F.causalAttention(identity(t), identity(t), identity(t))))
        .containsExactly(new float[] {1, 0, 1 - first, first}, within(1e-6f));
    assertThat(
            floats(t ->
                F.maskedAttention(
                    identity(t),
                    identity(t),
                    identity(t),
                    t.constant(new float[] {-1e4f, 0}, 1, 1, 1, 2))))
        .containsExactly(new float[] {0, 1, 0, 1}, within(1e-6f));
  }

  @Test
  void dtypesChangeOnDemand() {
    assertThat(floats(t -> t.full(1.0009765625, 1).to(DType.BF16).to(DType.F32)))
        .containsExactly(1);
    assertThat(floats(t -> t.full(1.0009765625, 1).to(DType.F16).toRunDtype()))
        .containsExactly(1.0009766f);
  }

  @Test
  void whatTheFluentFormLacksIsReachedByItsName() {
    assertThat(floats(t -> t.op("cumsum", Shape.of(2, 3), matrix(t), 1)))
        .containsExactly(1, 3, 6, 4, 9, 15);
    assertThat(floats(t -> t.opFirst("topk", Shape.of(2, 1), matrix(t), 1, 1)))
        .containsExactly(3, 6);
    assertThat(
            floats(t ->
                t.op(
                    "sum",
                    Shape.of(3),
                    matrix(t),
                    List.of(0),
                    false,
                    Trace.keyword("dtype", DType.F32))))
        .containsExactly(5, 7, 9);
  }

  private static void assertElementwise(
      UnaryOperator<Sym> function, double a, double ofA, double b, double ofB) {
    assertThat(floats(t -> function.apply(t.constant(new float[] {(float) a, (float) b}, 2))))
        .containsExactly(new float[] {(float) ofA, (float) ofB}, within(2e-6f));
  }

  private static Sym matrix(Trace t) {
    return t.constant(ONE_TO_SIX, 2, 3);
  }

  private static Sym picture(Trace t) {
    return t.constant(PICTURE, 1, 1, 4, 4);
  }

  private static Sym identity(Trace t) {
    return t.constant(new float[] {1, 0, 0, 1}, 1, 1, 2, 2);
  }

  private static Sym ids(Trace t, float... values) {
    return t.constant(values, values.length).to(DType.I64);
  }
}
