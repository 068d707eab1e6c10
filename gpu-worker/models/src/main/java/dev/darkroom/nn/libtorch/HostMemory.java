package dev.darkroom.nn.libtorch;

import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.darkroom.weights.DType;
import dev.darkroom.weights.HostTensor;
import dev.darkroom.weights.Shape;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;

/** Between memory of the host and tensors of libtorch. */
final class HostMemory {
  private static final int ALIGNMENT = 64;

  private HostMemory() {}

  /**
   * A tensor over a copy of the host's data, both gone when {@code scope} and {@code arena} close.
   */
  static PtNDArray copied(HostTensor tensor, PtNDManager scope, Arena arena) {
    MemorySegment copy = arena.allocate(Math.max(tensor.data().byteSize(), 1), ALIGNMENT);
    copy.copyFrom(tensor.data());
    return over(tensor, copy.asSlice(0, tensor.data().byteSize()), scope);
  }

  /** True if libtorch can read the host's memory where it lies. */
  static boolean isMappable(HostTensor tensor) {
    return tensor.data().isNative()
        && tensor.data().address() % tensor.dtype().bytes() == 0
        && tensor.data().byteSize() > 0;
  }

  /**
   * A tensor over the host's own memory, which the caller keeps alive as long. BF16 comes as F16 of
   * the same bits, because DJL aborts on it: the script reinterprets it.
   */
  static PtNDArray mapped(HostTensor tensor, PtNDManager scope) {
    return over(tensor, tensor.data(), scope);
  }

  /** A copy of a tensor that lies on the host, in rows, in this dtype and shape. */
  static HostTensor read(PtNDArray array, DType dtype, Shape shape) {
    MemorySegment source = MemorySegment.ofBuffer(JniUtils.getByteBuffer(array, true));
    long bytes = Math.multiplyExact(shape.numel(), (long) dtype.bytes());
    if (source.byteSize() != bytes) {
      throw new IllegalStateException(
          "the script returned %d bytes where %s %s has %d: its traced shape is wrong"
              .formatted(source.byteSize(), dtype, shape, bytes));
    }
    MemorySegment copy = MemorySegment.ofArray(new byte[Math.toIntExact(bytes)]);
    return new HostTensor(dtype, shape, copy.copyFrom(source));
  }

  private static PtNDArray over(HostTensor tensor, MemorySegment data, PtNDManager scope) {
    if (data.byteSize() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(tensor + " exceeds 2 GiB: split it");
    }
    var shape = new ai.djl.ndarray.types.Shape(tensor.shape().dims());
    if (data.byteSize() == 0) {
      return (PtNDArray) scope.zeros(shape, dataType(tensor.dtype()));
    }
    var buffer = data.asByteBuffer().order(ByteOrder.nativeOrder());
    return scope.create(buffer, shape, dataType(tensor.dtype()));
  }

  private static DataType dataType(DType dtype) {
    return switch (dtype) {
      case F64 -> DataType.FLOAT64;
      case F32 -> DataType.FLOAT32;
      case F16, BF16 -> DataType.FLOAT16;
      case I64 -> DataType.INT64;
      case I32 -> DataType.INT32;
      case I8 -> DataType.INT8;
      case U8 -> DataType.UINT8;
      case BOOL -> DataType.BOOLEAN;
      case I16 -> throw new IllegalArgumentException("I16 cannot enter libtorch: cast it first");
    };
  }
}
