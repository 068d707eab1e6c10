package dev.darkroom.dataset;

import dev.darkroom.dataset.DatasetException.Code;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedSet;

/**
 * The files of a dataset, by their names in it: parts joined by slashes, none of them leading out.
 */
sealed interface DatasetFiles extends AutoCloseable permits FolderFiles, ZipFiles {
  /** Every file's name. */
  SortedSet<String> names();

  /**
   * A file's bytes.
   *
   * @throws DatasetException with {@link Code#LIMIT_EXCEEDED} if there are more than {@code
   *     maxBytes}
   */
  byte[] read(String name, long maxBytes);

  @Override
  void close();

  /** Opens a folder or a zip file. */
  static DatasetFiles open(Path path, DatasetLimits limits) {
    if (Files.isDirectory(path)) {
      return FolderFiles.open(path, limits);
    }
    if (Files.isRegularFile(path)) {
      return ZipFiles.open(path, limits);
    }
    throw new DatasetException(
        Code.UNREADABLE, "'" + path.getFileName() + "' is not there: give a folder or a zip file");
  }

  /** What the tools of operating systems leave behind, which is no part of a dataset. */
  static boolean isLeftover(String name) {
    return name.startsWith("__MACOSX/")
        || name.startsWith(".")
        || name.contains("/.")
        || name.endsWith("Thumbs.db");
  }

  static DatasetException tooMany(DatasetLimits limits) {
    return new DatasetException(
        Code.LIMIT_EXCEEDED,
        "the dataset holds more than %d files: split it".formatted(limits.maxFiles()));
  }

  static DatasetException tooLarge(DatasetLimits limits) {
    return new DatasetException(
        Code.LIMIT_EXCEEDED,
        "the dataset is larger than %d bytes: shrink its pictures or split it"
            .formatted(limits.maxBytes()));
  }

  /**
   * All bytes of a file that may have no more than {@code maxBytes}, whatever it says of its size.
   */
  static byte[] readAtMost(long maxBytes, String name, InputStream in) throws IOException {
    int most = (int) Math.min(maxBytes, Integer.MAX_VALUE - 8);
    byte[] bytes = in.readNBytes(most + 1);
    if (bytes.length > most) {
      throw new DatasetException(
          Code.LIMIT_EXCEEDED, "'%s' is larger than %d bytes".formatted(name, maxBytes));
    }
    return bytes;
  }
}
