package dev.darkroom.weights;

import dev.darkroom.weights.WeightsException.Code;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Function;

/**
 * A whole file as memory. The map is private: native code may write to it without touching the
 * file. Where the file cannot be opened for writing (a read-only volume) the memory is read-only
 * instead.
 *
 * <p>A mapped file must be replaced, never rewritten in place: the operating system kills or faults
 * a process that touches pages of a file cut short under it. Everything that this package writes is
 * replaced by an atomic rename.
 */
final class MappedFile {
  private MappedFile() {}

  /** What {@code parse} makes of the file's bytes; its refusals get the file's name. */
  static <T> T parse(Path file, Arena arena, Function<MemorySegment, T> parse) {
    MemorySegment bytes = map(file, arena);
    try {
      return parse.apply(bytes);
    } catch (WeightsException e) {
      throw e.in(String.valueOf(file.getFileName()));
    }
  }

  private static MemorySegment map(Path file, Arena arena) {
    if (!Files.exists(file)) {
      throw new WeightsException(Code.FILE_UNREADABLE, file + " does not exist");
    }
    if (!Files.isRegularFile(file)) {
      throw new WeightsException(
          Code.FILE_UNREADABLE, file + " is not a file: give the weight file itself");
    }
    try {
      return map(file, arena, MapMode.PRIVATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    } catch (IOException _) {
      return mapReadOnly(file, arena);
    }
  }

  private static MemorySegment mapReadOnly(Path file, Arena arena) {
    try {
      return map(file, arena, MapMode.READ_ONLY, StandardOpenOption.READ);
    } catch (NoSuchFileException e) {
      throw new WeightsException(Code.FILE_UNREADABLE, file + " does not exist", e);
    } catch (IOException e) {
      throw new WeightsException(
          Code.FILE_UNREADABLE, file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static MemorySegment map(
      Path file, Arena arena, MapMode mode, StandardOpenOption... options) throws IOException {
    try (FileChannel channel = FileChannel.open(file, options)) {
      return channel.map(mode, 0, channel.size(), arena);
    }
  }
}
