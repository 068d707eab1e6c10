package dev.darkroom.storage.upload;

import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.storage.Json;
import dev.darkroom.storage.object.ObjectInfo;
import dev.darkroom.storage.object.ObjectKeys;
import dev.darkroom.storage.object.ObjectPage;
import dev.darkroom.storage.object.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Optional;

/**
 * Files that tenants put into the store themselves: what was announced at {@code
 * t/{tenant}/direct/open/{id}/}, with the bytes beside it once they are put; and what became of it
 * at {@code t/{tenant}/direct/done/{id}/}, so that who asks twice is told the same. What is put
 * there is nobody's file before it was checked and kept elsewhere.
 */
public final class DirectUploads {
  private static final String DATA = "data";
  private static final int MAX_NOTE = 64 << 10;
  private static final Json<DirectUpload> NOTES =
      Json.of("direct upload", DirectUpload.class, MAX_NOTE);

  private final ObjectStore store;

  public DirectUploads(ObjectStore store) {
    this.store = store;
  }

  /** Lets a file be put. */
  public void open(DirectUpload upload) {
    store.put(
        ObjectKeys.openDirect(upload.tenant(), upload.id(), ObjectKeys.MANIFEST),
        NOTES.encode(upload),
        "application/json");
  }

  /** The tenant's direct upload of this id, open or kept. */
  public Optional<DirectUpload> find(TenantId tenant, String id) {
    return DirectUpload.validId(id)
        ? note(store, ObjectKeys.openDirect(tenant, id, ObjectKeys.MANIFEST))
            .or(() -> note(store, ObjectKeys.doneDirect(tenant, id)))
        : Optional.empty();
  }

  /** What is known of a direct upload; empty where nothing is. */
  public static Optional<DirectUpload> note(ObjectStore store, String key) {
    return store.find(key, MAX_NOTE).map(NOTES::decode);
  }

  /** How many of a tenant's may be put now; counted up to {@code most}. */
  public int countOpen(TenantId tenant, int most) {
    int open = 0;
    Optional<String> from = Optional.empty();
    do {
      ObjectPage page = store.list(ObjectKeys.openDirects(tenant), from, ObjectStore.MAX_PAGE);
      open +=
          (int)
              page.objects().stream()
                  .map(ObjectInfo::key)
                  .filter(key -> key.endsWith("/" + ObjectKeys.MANIFEST))
                  .count();
      from = page.next();
    } while (from.isPresent() && open < most);
    return Math.min(open, most);
  }

  /** Where its bytes are put; nothing but a file of its size and type is taken there. */
  public URI address(DirectUpload upload, Duration ttl) {
    return store.presignPut(
        data(upload),
        ttl,
        new ObjectStore.Body(upload.announced().sizeBytes(), upload.announced().contentType()));
  }

  /** How many bytes were put; empty where none were. */
  public Optional<Long> put(DirectUpload upload) {
    return store.stat(data(upload)).map(ObjectInfo::sizeBytes);
  }

  /**
   * Writes the bytes that were put into a file, no more of them than were announced.
   *
   * @return their digest
   */
  public Digest read(DirectUpload upload, Path to) throws IOException {
    MessageDigest sha = Digest.sha256();
    try (InputStream in = store.open(data(upload), 0, upload.announced().sizeBytes());
        OutputStream out = new DigestOutputStream(Files.newOutputStream(to), sha)) {
      var _ = in.transferTo(out);
    }
    return Digest.ofHash(sha.digest());
  }

  /** Remembers what a file is kept as, and lets go of what was put. */
  public void close(DirectUpload kept) {
    store.put(
        ObjectKeys.doneDirect(kept.tenant(), kept.id()), NOTES.encode(kept), "application/json");
    letGo(kept);
  }

  /** Forgets one, open or kept, and what was put. */
  public void remove(DirectUpload upload) {
    letGo(upload);
    store.delete(ObjectKeys.doneDirect(upload.tenant(), upload.id()));
  }

  private void letGo(DirectUpload upload) {
    store.delete(ObjectKeys.openDirect(upload.tenant(), upload.id(), ObjectKeys.MANIFEST));
    store.delete(data(upload));
  }

  private static String data(DirectUpload upload) {
    return ObjectKeys.openDirect(upload.tenant(), upload.id(), DATA);
  }
}
