package dev.darkroom.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TorchTensorTest {
  @Test
  void anyViewInsideItsStorageReadsAsItsIndicesSay() {
    SplittableRandom random = new SplittableRandom(7);
    TorchStorage.View storage = counting(200);
    for (int i = 0; i < 500; i++) {
      int rank = 1 + random.nextInt(4);
      long[] shape = LongStream.range(0, rank).map(d -> 1 + random.nextInt(4)).toArray();
      long[] strides = LongStream.range(0, rank).map(d -> random.nextInt(12)).toArray();
      long offset = random.nextInt(50);
      HostTensor read = new TorchTensor(storage, offset, Shape.of(shape), strides).tensor();
      assertThat(read.toLongs()).isEqualTo(naive(shape, strides, offset));
    }
  }

  @Test
  void aViewMayTouchTheLastElementAndNoFurther() {
    TorchStorage.View storage = counting(6);
    assertThat(view(storage, 2, new long[] {2, 2}, 2, 1).toLongs()).containsExactly(2, 3, 4, 5);
    assertThatThrownBy(() -> view(storage, 3, new long[] {2, 2}, 2, 1))
        .hasMessageContaining("passes the end");
    assertThatThrownBy(() -> view(storage, 0, new long[] {2, 2}, Long.MAX_VALUE, 1))
        .hasMessageContaining("passes the end");
    assertThatThrownBy(() -> view(storage, 6, new long[] {1}, 1))
        .hasMessageContaining("passes the end");
    assertThat(view(storage, 6, new long[] {0, 3}, 3, 1).numel()).isZero();
    assertThatThrownBy(() -> view(storage, 7, new long[] {0}, 1))
        .hasMessageContaining("begins at element 7");
    assertThatThrownBy(() -> view(storage, 0, new long[] {2}, 1, 1))
        .hasMessageContaining("2 strides");
  }

  @Test
  void aRepeatedViewIsWrittenOutUpToALimit() {
    TorchStorage.View one = counting(1);
    assertThat(view(one, 0, new long[] {1 << 22}, 0).numel()).isEqualTo(1 << 22);
    assertThatThrownBy(() -> view(one, 0, new long[] {(1 << 22) + 1}, 0))
        .isInstanceOfSatisfying(
            WeightsException.class,
            e -> assertThat(e.code()).isEqualTo(WeightsException.Code.LIMIT_EXCEEDED));
  }

  private static HostTensor view(
      TorchStorage.View storage, long offset, long[] shape, long... strides) {
    return new TorchTensor(storage, offset, Shape.of(shape), strides).tensor();
  }

  /** A storage whose elements are their own indices. */
  private static TorchStorage.View counting(int numel) {
    HostTensor numbers =
        HostTensor.ofLongs(LongStream.range(0, numel).toArray(), numel).cast(DType.I32);
    return new TorchStorage("0", DType.I32, numel).bind(numbers.data()).view(0, numel);
  }

  private static long[] naive(long[] shape, long[] strides, long offset) {
    int numel = (int) Shape.of(shape).numel();
    long[] values = new long[numel];
    for (int i = 0; i < numel; i++) {
      long rest = i;
      values[i] = offset;
      for (int d = shape.length - 1; d >= 0; d--) {
        values[i] += rest % shape[d] * strides[d];
        rest /= shape[d];
      }
    }
    return values;
  }
}
