package dev.darkroom.nn;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** What the C library counts as handed out and not yet freed, to the byte: glibc's mallinfo2. */
final class NativeHeap {
  private static final StructLayout MALLINFO2 =
      MemoryLayout.structLayout(
          size("arena"),
          size("ordblks"),
          size("smblks"),
          size("hblks"),
          size("hblkhd"),
          size("usmblks"),
          size("fsmblks"),
          size("uordblks"),
          size("fordblks"),
          size("keepcost"));
  private static final long MAPPED = offset("hblkhd");
  private static final long IN_HEAPS = offset("uordblks");

  private NativeHeap() {}

  /** True where the C library can be asked. */
  static boolean isCounted() {
    return Linker.nativeLinker().defaultLookup().find("mallinfo2").isPresent();
  }

  /** Bytes in use by everything in this process that allocates with malloc, libtorch included. */
  static long bytes() {
    Linker linker = Linker.nativeLinker();
    MethodHandle mallinfo2 =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("mallinfo2"), FunctionDescriptor.of(MALLINFO2));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = (MemorySegment) mallinfo2.invokeExact((SegmentAllocator) arena);
      return info.get(ValueLayout.JAVA_LONG, MAPPED) + info.get(ValueLayout.JAVA_LONG, IN_HEAPS);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  private static MemoryLayout size(String name) {
    return ValueLayout.JAVA_LONG.withName(name);
  }

  private static long offset(String field) {
    return MALLINFO2.byteOffset(MemoryLayout.PathElement.groupElement(field));
  }
}
