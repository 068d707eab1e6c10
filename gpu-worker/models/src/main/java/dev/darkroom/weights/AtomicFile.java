package dev.darkroom.weights;

import dev.darkroom.weights.WeightsException.Code;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * Files that are either complete or absent: a temporary file beside the target is synced to the
 * disk, then renamed. Readers that have an older file of that name mapped keep reading the older
 * one.
 */
public final class AtomicFile {
  private AtomicFile() {}

  /** What a file is to hold. */
  @FunctionalInterface
  interface Content {
    void writeTo(WritableByteChannel channel) throws IOException;
  }

  /**
   * Writes these bytes.
   *
   * @throws WeightsException with {@link Code#FILE_UNWRITABLE} if the folder is missing or the disk
   *     is full
   */
  public static void write(Path file, byte[] bytes) {
    write(file, channel -> writeFully(channel, ByteBuffer.wrap(bytes)));
  }

  static void write(Path file, Content content) {
    Path target = file.toAbsolutePath();
    Path temporary =
        target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".tmp");
    try {
      try (FileChannel channel =
          FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        content.writeTo(channel);
        channel.force(true);
      }
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
      syncFolder(target);
    } catch (IOException e) {
      throw new WeightsException(
          Code.FILE_UNWRITABLE, file + " cannot be written: " + reason(e), e);
    } finally {
      deleteQuietly(temporary);
    }
  }

  static void writeFully(WritableByteChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** Makes the rename itself survive a power cut, where the system lets folders be synced. */
  private static void syncFolder(Path file) {
    try (FileChannel folder = FileChannel.open(file.resolveSibling("."), StandardOpenOption.READ)) {
      folder.force(true);
    } catch (IOException _) {
      // some systems do not open folders; the file itself is synced
    }
  }

  private static void deleteQuietly(Path temporary) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException _) {
      // the write's own outcome matters more than a leftover
    }
  }

  private static String reason(IOException e) {
    return e.getClass().getSimpleName() + ": " + e.getMessage();
  }
}
