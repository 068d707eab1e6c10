package dev.darkroom.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class HostTensorTest {
  @Test
  void everyDtypeHoldsSmallWholeNumbersExactly() {
    var numbers = HostTensor.ofFloats(new float[] {0, 1, 2, 100}, 2, 2);
    for (DType dtype : DType.values()) {
      var cast = numbers.cast(dtype);
      float[] expected =
          dtype == DType.BOOL ? new float[] {0, 1, 1, 1} : new float[] {0, 1, 2, 100};
      assertThat(cast.toFloats()).as(dtype.name()).containsExactly(expected);
      assertThat(cast.cast(DType.F64).cast(DType.F32).toFloats()).containsExactly(expected);
      assertThat(cast.toLongs()).containsExactly(0, 1, (long) expected[2], (long) expected[3]);
    }
  }

  @Test
  void halvesRoundToNearestEven() {
    // between 2048 and 4096 binary16 counts in twos: 2049 is a tie and goes to the even 2048, 2051
    // to 2052
    var f16 = HostTensor.ofFloats(new float[] {2049, 2051, 65520, 1e-8f}, 4).cast(DType.F16);
    assertThat(f16.toFloats()).containsExactly(2048, 2052, Float.POSITIVE_INFINITY, 0);
    // between 256 and 512 bfloat16 counts in twos
    var bf16 =
        HostTensor.ofFloats(new float[] {257, 259, -257, Float.MAX_VALUE}, 4).cast(DType.BF16);
    assertThat(bf16.toFloats()).containsExactly(256, 260, -256, Float.POSITIVE_INFINITY);
  }

  @Test
  void specialNumbersSurviveTheHalves() {
    float[] specials = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, -0.0f};
    for (DType half : new DType[] {DType.F16, DType.BF16}) {
      assertThat(HostTensor.ofFloats(specials, 4).cast(half).toFloats()).containsExactly(specials);
    }
  }

  @Test
  void fractionsAreCutOffTowardsZero() {
    var reals = HostTensor.ofDoubles(new double[] {1.9, -1.9, 0.5}, 3);
    assertThat(reals.cast(DType.I32).toLongs()).containsExactly(1, -1, 0);
    assertThat(reals.cast(DType.BOOL).toLongs()).containsExactly(1, 1, 1);
    assertThat(reals.toLongs()).containsExactly(1, -1, 0);
  }

  @Test
  void longsKeepEveryBitWhereTheTargetCan() {
    long big = (1L << 53) + 1;
    var longs = HostTensor.ofLongs(new long[] {big, -big, Long.MIN_VALUE}, 3);
    assertThat(longs.toLongs()).containsExactly(big, -big, Long.MIN_VALUE);
    assertThat(longs.cast(DType.U8).toLongs()).containsExactly(1, 255, 0);
  }

  @Test
  void castToTheSameDtypeCopiesNothing() {
    var tensor = HostTensor.ofFloats(new float[] {1}, 1);
    assertThat(tensor.cast(DType.F32)).isSameAs(tensor);
  }

  @Test
  void aScalarHasOneElementAndAnEmptyTensorNone() {
    assertThat(HostTensor.ofFloats(new float[] {3}).numel()).isOne();
    assertThat(HostTensor.ofFloats(new float[0], 2, 0, 3).numel()).isZero();
  }

  @Test
  void sameBitsComparesValuesNotMemory() {
    var one = HostTensor.ofFloats(new float[] {Float.NaN, 1}, 2);
    assertThat(one.sameBits(HostTensor.ofFloats(new float[] {Float.NaN, 1}, 2))).isTrue();
    assertThat(one.sameBits(one.reshape(1, 2))).isFalse();
    assertThat(
            HostTensor.ofFloats(new float[] {0f}, 1)
                .sameBits(HostTensor.ofFloats(new float[] {-0f}, 1)))
        .isFalse();
  }

  @Test
  void aShapeThatDoesNotFitItsDataIsRefusedWithBothNumbers() {
    assertThatThrownBy(() -> HostTensor.ofFloats(new float[] {1, 2, 3}, 2, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("shape [2, 2] has 4 elements, not 3");
    assertThatThrownBy(() -> HostTensor.ofFloats(new float[4], 2, 2).reshape(5))
        .hasMessage("a F32 tensor of shape [5] takes 20 bytes, not 16");
  }

  @Test
  void aShapeRefusesNegativeExtentsAndOverflowEvenBesideAZero() {
    assertThatThrownBy(() -> Shape.of(2, -1))
        .hasMessageContaining("-1")
        .hasMessageContaining("negative");
    assertThatThrownBy(() -> Shape.of(1L << 32, 1L << 31)).hasMessageContaining("2^63-1");
    assertThatThrownBy(() -> Shape.of(0, 1L << 32, 1L << 31)).hasMessageContaining("2^63-1");
    assertThat(Shape.of(2, 3, 4).contiguousStrides()).containsExactly(12, 4, 1);
    assertThat(Shape.of(2, 3, 4).dim(-1)).isEqualTo(4);
  }
}
