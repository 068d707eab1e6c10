package dev.darkroom.storage.object;

import dev.darkroom.job.id.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** A folder whose files are, or are to be, a model's. */
final class ModelFolder {
  private static final int BUFFER = 1 << 20;

  /** Names that the repository keeps for itself beside a model's files. */
  private static final Set<String> RESERVED = Set.of(ObjectKeys.MANIFEST, ObjectKeys.CLAIM);

  private ModelFolder() {}

  /**
   * Reads every file once, in the order of their paths.
   *
   * @throws IllegalArgumentException where there is no file, too many, or one whose path cannot be
   *     kept
   */
  static List<ModelFile> read(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new IllegalArgumentException(folder + " is not a folder: name one with a model in it");
    }
    try (Stream<Path> tree = Files.walk(folder)) {
      List<Path> paths =
          tree.filter(path -> !isInnerFolder(folder, path))
              .limit(ModelManifest.MAX_FILES + 1L)
              .sorted()
              .toList();
      if (paths.isEmpty() || paths.size() > ModelManifest.MAX_FILES) {
        throw new IllegalArgumentException(
            folder
                + (paths.isEmpty() ? " holds no file" : " holds too many files")
                + ": a model has 1 to "
                + ModelManifest.MAX_FILES);
      }
      List<ModelFile> files = new ArrayList<>();
      for (Path path : paths) {
        files.add(file(folder, path));
      }
      return files;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + folder, e);
    }
  }

  /** The digest of a file's bytes. */
  static Digest digest(Path file) throws IOException {
    MessageDigest sha = Digest.sha256();
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        sha.update(buffer, 0, n);
      }
    }
    return Digest.ofHash(sha.digest());
  }

  private static ModelFile file(Path folder, Path path) throws IOException {
    String name = folder.relativize(path).toString().replace('\\', '/');
    if (!Files.isRegularFile(path)) { // a link to a file is one, a link to a folder is not
      throw new IllegalArgumentException(name + " is no plain file: take it out of the folder");
    }
    if (RESERVED.contains(name)) {
      throw new IllegalArgumentException(name + " is the repository's own name: rename this file");
    }
    return new ModelFile(
        ObjectKeys.path(name), digest(path), Files.size(path), WeightCount.of(name, path));
  }

  private static boolean isInnerFolder(Path folder, Path path) {
    return path.equals(folder) || (Files.isDirectory(path) && !Files.isSymbolicLink(path));
  }
}
