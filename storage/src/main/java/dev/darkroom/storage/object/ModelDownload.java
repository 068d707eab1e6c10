package dev.darkroom.storage.object;

import dev.darkroom.job.id.Digest;
import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.StorageException.Code;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Optional;

/** Brings one file of a model, goes on where a stream broke off, and checks what came. */
final class ModelDownload {
  private static final int BUFFER = 1 << 20;

  /** Streams that are opened for one file. */
  private static final int MAX_STREAMS = 5;

  private final ObjectStore store;

  ModelDownload(ObjectStore store) {
    this.store = store;
  }

  /**
   * Writes a file of the model to this path, over whatever stood there.
   *
   * @throws IOException of the disk alone
   * @throws StorageException UNAVAILABLE where streams keep breaking off, CORRUPT where what came
   *     is not what the manifest says
   */
  void fetch(ModelManifest manifest, ModelFile file, Path into) throws IOException {
    String key = ObjectKeys.modelFile(manifest.card().name(), manifest.version(), file.path());
    MessageDigest sha = Digest.sha256();
    try (OutputStream out = Files.newOutputStream(into)) {
      long done = 0;
      for (int stream = 1; done < file.sizeBytes(); stream++) {
        Piece piece = copy(key, done, file.sizeBytes() - done, out, sha);
        done += piece.bytes();
        if (done < file.sizeBytes() && piece.broke().isEmpty()) {
          throw corrupt(key, "it ends after " + done + " of " + file.sizeBytes() + " bytes");
        }
        if (done < file.sizeBytes() && stream == MAX_STREAMS) {
          throw new StorageException(
              Code.UNAVAILABLE,
              "fetching "
                  + key
                  + " broke off "
                  + stream
                  + " times, at last after "
                  + done
                  + " of "
                  + file.sizeBytes()
                  + " bytes",
              piece.broke().get());
        }
      }
    }
    if (!Digest.ofHash(sha.digest()).equals(file.digest())) {
      throw corrupt(key, "its digest is another");
    }
  }

  /** What one stream gave, and how it ended if not well. */
  private record Piece(long bytes, Optional<IOException> broke) {}

  private Piece copy(String key, long offset, long length, OutputStream out, MessageDigest sha)
      throws IOException {
    byte[] buffer = new byte[BUFFER];
    long copied = 0;
    try (InputStream in = store.open(key, offset, length)) {
      while (true) {
        int n;
        try {
          n = in.read(buffer);
        } catch (IOException e) {
          return new Piece(copied, Optional.of(e));
        }
        if (n < 0) {
          return new Piece(copied, Optional.empty());
        }
        out.write(buffer, 0, n);
        sha.update(buffer, 0, n);
        copied += n;
      }
    }
  }

  private static StorageException corrupt(String key, String how) {
    return new StorageException(
        Code.CORRUPT, key + " is not what its manifest says: " + how + "; publish it again");
  }
}
