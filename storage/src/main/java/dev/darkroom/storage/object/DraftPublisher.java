package dev.darkroom.storage.object;

import dev.darkroom.job.id.Digest;
import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.StorageException.Code;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which version of a model a job's is, and its files on their way there. A claim holds the job's
 * id, so that a publisher which was cut off, or two of them at once, make one version; once it was
 * removed the claim says so, and the job's log, read again and again, brings it back no more.
 */
final class DraftPublisher {
  private static final String REMOVED = "removed ";
  private static final int MAX_CLAIM_BYTES = 1_024;
  private static final int MAX_CLAIMS = 10_000;

  private final ObjectStore store;

  DraftPublisher(ObjectStore store) {
    this.store = store;
  }

  /**
   * The version that is this draft's, claimed by now.
   *
   * @throws StorageException CONFLICT where its version was removed
   */
  int claim(ModelDraft draft) {
    String name = draft.card().name();
    String mine = draft.origin().job().toString();
    for (int version = 1; version <= MAX_CLAIMS; version++) {
      String key = ObjectKeys.modelClaim(name, version);
      Optional<String> claimant = text(key);
      if (claimant.isEmpty()
          && store.putIfAbsent(key, mine.getBytes(StandardCharsets.UTF_8), "text/plain")) {
        return version;
      }
      String holder = claimant.or(() -> text(key)).orElse("");
      if (holder.equals(mine)) {
        return version;
      }
      if (holder.equals(REMOVED + mine)) {
        throw new StorageException(
            Code.CONFLICT, "version " + version + " of '" + name + "' was removed");
      }
    }
    throw new StorageException(
        Code.FULL, "'" + name + "' has " + MAX_CLAIMS + " versions: use another name");
  }

  /** A version is being removed: whoever claimed it shall not publish it again. */
  void forbid(String name, int version) {
    String key = ObjectKeys.modelClaim(name, version);
    String claimant = text(key).orElse("");
    if (!claimant.startsWith(REMOVED)) {
      store.put(key, (REMOVED + claimant).getBytes(StandardCharsets.UTF_8), "text/plain");
    }
  }

  /**
   * Copies a draft's files to where its version's lie.
   *
   * @throws StorageException NOT_FOUND where one is no longer there, CORRUPT where it changed
   */
  List<ModelFile> copy(ModelDraft draft, int version) {
    List<ModelFile> files = new ArrayList<>();
    try {
      Path temporary = Files.createTempFile("darkroom-publish-", "");
      try {
        for (ModelDraft.Part part : draft.parts()) {
          fetch(part, temporary);
          store.put(
              ObjectKeys.modelFile(draft.card().name(), version, part.path()),
              temporary,
              part.file().contentType());
          files.add(
              new ModelFile(
                  part.path(),
                  part.file().hash(),
                  part.file().sizeBytes(),
                  WeightCount.of(part.path(), temporary)));
        }
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a model's file cannot be kept on its way", e);
    }
    return files;
  }

  private void fetch(ModelDraft.Part part, Path to) throws IOException {
    MessageDigest sha = Digest.sha256();
    try (InputStream in =
            new DigestInputStream(
                store.open(part.file().key(), 0, Math.max(1, part.file().sizeBytes())), sha);
        OutputStream out = Files.newOutputStream(to)) {
      in.transferTo(out);
    }
    if (!Digest.ofHash(sha.digest()).equals(part.file().hash())) {
      throw new StorageException(Code.CORRUPT, part.file().key() + " is not what its digest says");
    }
  }

  private Optional<String> text(String key) {
    return store.find(key, MAX_CLAIM_BYTES).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }
}
