package dev.darkroom.weights;

import java.util.Optional;

/**
 * The element types of tensors on the host. Names are those of safetensors; values are little
 * endian.
 */
public enum DType {
  /** IEEE 754 binary64. */
  F64(8, Kind.FLOATING),
  /** IEEE 754 binary32. */
  F32(4, Kind.FLOATING),
  /** IEEE 754 binary16. */
  F16(2, Kind.FLOATING),
  /** The upper half of a binary32. */
  BF16(2, Kind.FLOATING),
  I64(8, Kind.INTEGER),
  I32(4, Kind.INTEGER),
  I16(2, Kind.INTEGER),
  I8(1, Kind.INTEGER),
  U8(1, Kind.INTEGER),
  /** One byte, zero is false and everything else is true. */
  BOOL(1, Kind.TRUTH);

  private enum Kind {
    FLOATING,
    INTEGER,
    TRUTH
  }

  private final int bytes;
  private final Kind kind;

  DType(int bytes, Kind kind) {
    this.bytes = bytes;
    this.kind = kind;
  }

  /** Size of one element in bytes. */
  public int bytes() {
    return bytes;
  }

  /** True for F64, F32, F16 and BF16. */
  public boolean isFloating() {
    return kind == Kind.FLOATING;
  }

  /** The type of that exact name, or empty. */
  public static Optional<DType> named(String name) {
    for (DType dtype : values()) {
      if (dtype.name().equals(name)) {
        return Optional.of(dtype);
      }
    }
    return Optional.empty();
  }
}
