package dev.darkroom.weights;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.foreign.ValueLayout.OfDouble;
import java.lang.foreign.ValueLayout.OfFloat;
import java.lang.foreign.ValueLayout.OfInt;
import java.lang.foreign.ValueLayout.OfLong;
import java.lang.foreign.ValueLayout.OfShort;
import java.nio.ByteOrder;

/**
 * Single elements of every {@link DType}, read and written as the three number types that hold
 * them. Conversions follow torch: to halves round to nearest even (from doubles by way of F32), to
 * integers towards zero.
 */
final class Elements {
  static final OfDouble DOUBLE =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private Elements() {}

  static float floatAt(DType dtype, MemorySegment data, long i) {
    return switch (dtype) {
      case F64 -> (float) data.get(DOUBLE, 8 * i);
      case F32 -> data.get(FLOAT, 4 * i);
      case F16 -> Float.float16ToFloat(data.get(SHORT, 2 * i));
      case BF16 -> Float.intBitsToFloat(data.get(SHORT, 2 * i) << 16);
      case I64, I32, I16, I8, U8, BOOL -> (float) longAt(dtype, data, i);
    };
  }

  static double doubleAt(DType dtype, MemorySegment data, long i) {
    return switch (dtype) {
      case F64 -> data.get(DOUBLE, 8 * i);
      case F32, F16, BF16 -> floatAt(dtype, data, i);
      case I64, I32, I16, I8, U8, BOOL -> (double) longAt(dtype, data, i);
    };
  }

  static long longAt(DType dtype, MemorySegment data, long i) {
    return switch (dtype) {
      case F64, F32, F16, BF16 -> (long) doubleAt(dtype, data, i);
      case I64 -> data.get(LONG, 8 * i);
      case I32 -> data.get(INT, 4 * i);
      case I16 -> data.get(SHORT, 2 * i);
      case I8 -> data.get(ValueLayout.JAVA_BYTE, i);
      case U8 -> Byte.toUnsignedLong(data.get(ValueLayout.JAVA_BYTE, i));
      case BOOL -> data.get(ValueLayout.JAVA_BYTE, i) == 0 ? 0 : 1;
    };
  }

  static void putFloat(DType dtype, MemorySegment data, long i, float value) {
    switch (dtype) {
      case F64 -> data.set(DOUBLE, 8 * i, value);
      case F32 -> data.set(FLOAT, 4 * i, value);
      case F16 -> data.set(SHORT, 2 * i, Float.floatToFloat16(value));
      case BF16 -> data.set(SHORT, 2 * i, toBfloat16(value));
      case I64, I32, I16, I8, U8 -> putLong(dtype, data, i, (long) value);
      case BOOL -> putLong(dtype, data, i, value == 0 ? 0 : 1);
    }
  }

  static void putDouble(DType dtype, MemorySegment data, long i, double value) {
    switch (dtype) {
      case F64 -> data.set(DOUBLE, 8 * i, value);
      case F32, F16, BF16 -> putFloat(dtype, data, i, (float) value);
      case I64, I32, I16, I8, U8 -> putLong(dtype, data, i, (long) value);
      case BOOL -> putLong(dtype, data, i, value == 0 ? 0 : 1);
    }
  }

  static void putLong(DType dtype, MemorySegment data, long i, long value) {
    switch (dtype) {
      case F64 -> data.set(DOUBLE, 8 * i, (double) value);
      case F32, F16, BF16 -> putFloat(dtype, data, i, (float) value);
      case I64 -> data.set(LONG, 8 * i, value);
      case I32 -> data.set(INT, 4 * i, (int) value);
      case I16 -> data.set(SHORT, 2 * i, (short) value);
      case I8, U8 -> data.set(ValueLayout.JAVA_BYTE, i, (byte) value);
      case BOOL -> data.set(ValueLayout.JAVA_BYTE, i, (byte) (value == 0 ? 0 : 1));
    }
  }

  /** The upper half of the bits, rounded to nearest even; every NaN becomes the quiet one. */
  static short toBfloat16(float value) {
    if (Float.isNaN(value)) {
      return 0x7FC0;
    }
    int bits = Float.floatToRawIntBits(value);
    return (short) ((bits + 0x7FFF + ((bits >>> 16) & 1)) >>> 16);
  }
}
