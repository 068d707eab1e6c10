package dev.darkroom.deploy.farm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/** Files for their owner's eyes only. */
final class Private {
  private Private() {}

  /**
   * Writes a file that is whole or not there, and never readable by others, not even for a moment.
   */
  static void write(Path file, byte[] bytes) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    Path fresh =
        Files.createTempFile(
            folder,
            file.getFileName().toString(),
            ".tmp",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.write(fresh, bytes);
    var _ =
        Files.move(
            fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Closes a folder to others. */
  static void restrict(Path folder) throws IOException {
    var _ = Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
  }
}
