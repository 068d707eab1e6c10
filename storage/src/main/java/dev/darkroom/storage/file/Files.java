package dev.darkroom.storage.file;

import dev.darkroom.job.id.FileId;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.storage.Json;
import dev.darkroom.storage.object.ObjectInfo;
import dev.darkroom.storage.object.ObjectKeys;
import dev.darkroom.storage.object.ObjectPage;
import dev.darkroom.storage.object.ObjectStore;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The files of every tenant: their bytes, and what is known of them beside, written last. One that
 * has expired is gone from then on, whenever the janitor comes by. Safe for use by many threads;
 * every call may throw what {@link ObjectStore} throws.
 */
public final class Files {
  private static final String DATA = "data";
  private static final int MAX_NOTE = 64 << 10;
  private static final Json<StoredFile> NOTES = Json.of("file", StoredFile.class, MAX_NOTE);

  private final ObjectStore objects;
  private final InstantSource clock;

  /** Files in this store; the clock tells which of them have expired. */
  public Files(ObjectStore objects, InstantSource clock) {
    this.objects = objects;
    this.clock = clock;
  }

  /** A page of a tenant's files. */
  public record Page(List<StoredFile> files, boolean hasMore) {}

  /** Keeps a file; from the end of this call on it is there. Written again it is the same. */
  public void put(StoredFile file, Path bytes) {
    objects.put(ObjectKeys.file(file.tenant(), file.id(), DATA), bytes, file.contentType());
    objects.put(note(file.tenant(), file.id()), NOTES.encode(file), "application/json");
  }

  /** The tenant's file of this id. */
  public Optional<StoredFile> find(TenantId tenant, FileId id) {
    return read(note(tenant, id)).filter(file -> file.isThere(clock.instant()));
  }

  /** What is known of a file, also where it has expired. */
  public static Optional<StoredFile> note(ObjectStore objects, TenantId tenant, FileId id) {
    return read(objects, note(tenant, id));
  }

  /** Opens a file's bytes, all of them or from the first on; the caller closes the stream. */
  public InputStream open(StoredFile file) {
    return file.sizeBytes() == 0
        ? InputStream.nullInputStream()
        : objects.open(ObjectKeys.file(file.tenant(), file.id(), DATA), 0, file.sizeBytes());
  }

  /**
   * A tenant's files, the newest first.
   *
   * @param after the file that the page before ended with
   */
  public Page newest(
      TenantId tenant, Predicate<StoredFile> accepted, Optional<FileId> after, int limit) {
    Optional<String> from = after.map(id -> ObjectKeys.filePrefix(tenant, id));
    List<StoredFile> found = new ArrayList<>();
    Optional<String> cursor = Optional.empty();
    do {
      ObjectPage page = objects.list(ObjectKeys.files(tenant), cursor, ObjectStore.MAX_PAGE);
      for (ObjectInfo object : page.objects()) {
        boolean behind = from.filter(prefix -> !isBehind(object.key(), prefix)).isEmpty();
        Optional<StoredFile> file =
            behind ? of(object).filter(accepted) : Optional.<StoredFile>empty();
        if (file.isPresent() && found.size() == limit) {
          return new Page(found, true);
        }
        file.ifPresent(found::add);
      }
      cursor = page.next();
    } while (cursor.isPresent());
    return new Page(found, false);
  }

  /**
   * A tenant's files, the oldest first. Looks at all that are older than the page.
   *
   * @param after the file that the page before ended with
   */
  public Page oldest(
      TenantId tenant, Predicate<StoredFile> accepted, Optional<FileId> after, int limit) {
    Optional<String> until = after.map(id -> ObjectKeys.filePrefix(tenant, id));
    // Of all keys before the end only the last are wanted, and one more to see whether there is.
    Deque<StoredFile> last = new ArrayDeque<>();
    Optional<String> cursor = Optional.empty();
    do {
      ObjectPage page = objects.list(ObjectKeys.files(tenant), cursor, ObjectStore.MAX_PAGE);
      for (ObjectInfo object : page.objects()) {
        if (until.filter(prefix -> object.key().compareTo(prefix) >= 0).isEmpty()) {
          of(object).filter(accepted).ifPresent(last::addLast);
          if (last.size() > limit + 1) {
            last.removeFirst();
          }
        }
      }
      cursor = page.next();
    } while (cursor.isPresent());
    boolean more = last.size() > limit;
    if (more) {
      last.removeFirst();
    }
    List<StoredFile> found = new ArrayList<>(last);
    Collections.reverse(found);
    return new Page(found, more);
  }

  /** Forgets a file. */
  public void remove(StoredFile file) {
    objects.delete(note(file.tenant(), file.id()));
    objects.delete(ObjectKeys.file(file.tenant(), file.id(), DATA));
  }

  private Optional<StoredFile> of(ObjectInfo object) {
    return object.key().endsWith("/" + ObjectKeys.MANIFEST)
        ? read(object.key()).filter(file -> file.isThere(clock.instant()))
        : Optional.empty();
  }

  private static boolean isBehind(String key, String prefix) {
    return key.compareTo(prefix) > 0 && !key.startsWith(prefix);
  }

  private Optional<StoredFile> read(String key) {
    return read(objects, key);
  }

  private static Optional<StoredFile> read(ObjectStore objects, String key) {
    return objects.find(key, MAX_NOTE).map(NOTES::decode);
  }

  private static String note(TenantId tenant, FileId id) {
    return ObjectKeys.file(tenant, id, ObjectKeys.MANIFEST);
  }
}
