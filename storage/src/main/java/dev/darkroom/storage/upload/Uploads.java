package dev.darkroom.storage.upload;

import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.storage.Json;
import dev.darkroom.storage.object.ObjectInfo;
import dev.darkroom.storage.object.ObjectKeys;
import dev.darkroom.storage.object.ObjectPage;
import dev.darkroom.storage.object.ObjectStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * The files that tenants brought: the bytes at {@code t/{tenant}/uploads/{digest}/data}, and what
 * is known of them beside, written last.
 */
public final class Uploads {
  /** A file that was used so lately is not marked as used again: one write a day is enough. */
  public static final Duration USE = Duration.ofDays(1);

  private static final int MAX_NOTE_BYTES = 1 << 20;

  private static final Json<Upload> NOTE = Json.of("upload", Upload.class, MAX_NOTE_BYTES);

  private final ObjectStore store;
  private final InstantSource clock;

  /** Files in this store; the clock dates them. */
  public Uploads(ObjectStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /**
   * A page of a tenant's files.
   *
   * @param next from where the next page goes on; empty after the last
   */
  public record Page(List<Upload> uploads, Optional<String> next) {}

  /**
   * Keeps a file. One that is there already stays as it is, under its first name, unless a caption
   * comes with it.
   *
   * @param parts of an archive
   */
  public Upload put(
      TenantId tenant,
      String name,
      String contentType,
      byte[] bytes,
      Optional<String> caption,
      List<Digest> parts) {
    Digest digest = Digest.of(bytes);
    Optional<Upload> known = find(tenant, digest.hex());
    if (known.isPresent() && (caption.isEmpty() || known.get().caption().equals(caption))) {
      return known.get(); // and counts as used, having been found
    }
    String key = ObjectKeys.upload(tenant, digest, "data");
    store.put(key, bytes, contentType);
    Instant now = clock.instant();
    Upload upload =
        new Upload(
            digest,
            name,
            key,
            contentType,
            bytes.length,
            caption,
            parts,
            known.map(Upload::createdAt).orElse(now),
            Optional.of(now));
    note(tenant, upload);
    return upload;
  }

  private void note(TenantId tenant, Upload upload) {
    store.put(
        ObjectKeys.upload(tenant, upload.digest(), ObjectKeys.MANIFEST),
        NOTE.encode(upload),
        "application/json");
  }

  /**
   * The tenant's file of this id. Whoever asks is about to use it, and so it lives on: its time
   * begins anew, at most {@link #USE} late.
   */
  public Optional<Upload> find(TenantId tenant, String id) {
    Optional<Upload> found = read(tenant, id);
    Instant now = clock.instant();
    if (found.filter(upload -> upload.lastUse().plus(USE).isAfter(now)).isPresent()) {
      return found;
    }
    Optional<Upload> used = found.map(upload -> upload.usedAt(now));
    used.ifPresent(upload -> note(tenant, upload));
    return used;
  }

  private Optional<Upload> read(TenantId tenant, String id) {
    if (!id.matches("[0-9a-f]{64}")) {
      return Optional.empty();
    }
    Digest digest = Digest.parse("sha256:" + id);
    return store
        .find(ObjectKeys.upload(tenant, digest, ObjectKeys.MANIFEST), MAX_NOTE_BYTES)
        .map(NOTE::decode);
  }

  /** The tenant's files, by id. */
  public Page list(TenantId tenant, Optional<String> from, int limit) {
    // Two objects a file: its bytes and what is known of it.
    ObjectPage page =
        store.list(ObjectKeys.uploads(tenant), from, Math.min(2 * limit, ObjectStore.MAX_PAGE));
    List<Upload> uploads =
        page.objects().stream()
            .map(ObjectInfo::key)
            .filter(key -> key.endsWith("/" + ObjectKeys.MANIFEST))
            .map(key -> NOTE.decode(store.get(key, MAX_NOTE_BYTES)))
            .toList();
    return new Page(uploads, page.next());
  }

  /** Forgets a file; those that an archive brought stay. Jobs that still want it will fail. */
  public void remove(TenantId tenant, Upload upload) {
    store.delete(ObjectKeys.upload(tenant, upload.digest(), ObjectKeys.MANIFEST));
    store.delete(upload.key());
  }
}
