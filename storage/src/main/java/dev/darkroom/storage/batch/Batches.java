package dev.darkroom.storage.batch;

import dev.darkroom.job.id.BatchId;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.storage.Json;
import dev.darkroom.storage.object.ObjectInfo;
import dev.darkroom.storage.object.ObjectKeys;
import dev.darkroom.storage.object.ObjectPage;
import dev.darkroom.storage.object.ObjectStore;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The batches of every tenant. The manifest is written last of what is brought, and makes it a
 * batch; the end is written last of all. Whoever writes anything twice writes the same. Safe for
 * use by many threads; every call may throw what {@link ObjectStore} throws.
 */
public final class Batches {
  private static final String INPUT = "input.jsonl";
  private static final String MANIFEST = "batch.json";
  private static final String CHECKED = "checked.json";
  private static final String PROGRESS = "progress.json";
  private static final String CANCEL = "cancel.json";
  private static final String RESULTS = "results";
  private static final String FINALIZING = "finalizing.json";
  private static final String END = "end.json";
  private static final String JSON = "application/json";
  private static final String JSONL = "application/jsonl";
  private static final int MAX_RECORD = 1 << 20;

  private static final Json<BatchManifest> MANIFESTS =
      Json.of("batch", BatchManifest.class, MAX_RECORD);
  private static final Json<BatchChecked> CHECKS =
      Json.of("batch's check", BatchChecked.class, MAX_RECORD);
  private static final Json<BatchProgress> PROGRESSES =
      Json.of("batch's progress", BatchProgress.class, MAX_RECORD);
  private static final Json<Cancel> CANCELS = Json.of("batch's cancel", Cancel.class, MAX_RECORD);
  private static final Json<BatchEnd> ENDS = Json.of("batch's end", BatchEnd.class, MAX_RECORD);

  private final ObjectStore objects;

  private record Cancel(Instant at) {}

  /** A batch by tenant and id. */
  public record Named(TenantId tenant, BatchId id) {}

  /** What a file of a batch tells of. */
  public enum Part {
    /** Of its lines and what came of them. */
    LINES,
    /** Of the batch itself. */
    RECORD
  }

  /**
   * A batch's time.
   *
   * @param ended empty while it goes on
   */
  public record Life(Optional<Instant> ended) {}

  public Batches(ObjectStore objects) {
    this.objects = objects;
  }

  /** Stores what was brought; from the end of this call on it is a batch. */
  public void accept(BatchManifest batch, Path input) {
    Named named = named(batch);
    objects.put(key(named, INPUT), input, JSONL);
    byte[] manifest = MANIFESTS.encode(batch);
    objects.put(ObjectKeys.openBatch(named.tenant(), named.id()), manifest, JSON);
    objects.put(
        ObjectKeys.batchIndex(batch.tenant(), batch.createdAt(), batch.id()), manifest, JSON);
    objects.put(key(named, MANIFEST), manifest, JSON);
  }

  public Optional<BatchManifest> find(Named named) {
    return read(key(named, MANIFEST), MANIFESTS);
  }

  /** Batches that have not ended; also such as were brought and never became one. */
  public List<Named> open() {
    List<Named> open = new ArrayList<>();
    each(
        ObjectKeys.OPEN_BATCHES,
        object -> ObjectKeys.parseOpenBatch(object.key()).map(Batches::named).ifPresent(open::add));
    return open;
  }

  /** A batch's manifest as a page of a list of them. */
  public record Page(List<BatchManifest> batches, boolean hasMore) {}

  /**
   * A tenant's batches, the newest first.
   *
   * @param after the batch that the page before ended with
   */
  public Page page(TenantId tenant, Optional<BatchManifest> after, int limit) {
    Optional<String> from =
        after.map(batch -> ObjectKeys.batchIndex(tenant, batch.createdAt(), batch.id()));
    List<BatchManifest> found = new ArrayList<>();
    Optional<String> cursor = Optional.empty();
    do {
      ObjectPage page = objects.list(ObjectKeys.batchIndexes(tenant), cursor, ObjectStore.MAX_PAGE);
      for (ObjectInfo object : page.objects()) {
        boolean beyond = from.map(key -> object.key().compareTo(key) > 0).orElse(true);
        Optional<BatchManifest> batch =
            beyond ? read(object.key(), MANIFESTS) : Optional.<BatchManifest>empty();
        if (batch.isPresent() && found.size() == limit) {
          return new Page(found, true);
        }
        batch.ifPresent(found::add);
      }
      cursor = page.next();
    } while (cursor.isPresent());
    return new Page(found, false);
  }

  /** The bytes that were brought; the caller closes the stream. */
  public InputStream input(BatchManifest batch) {
    return new Pieces(objects, key(named(batch), INPUT), batch.bytes());
  }

  /** How many lines a batch has, once all of them have been found valid. */
  public Optional<BatchChecked> checked(BatchManifest batch) {
    return batch.checked().or(() -> read(key(named(batch), CHECKED), CHECKS));
  }

  /** The batch's lines are valid. */
  public void checked(Named named, BatchChecked checked) {
    objects.put(key(named, CHECKED), CHECKS.encode(checked), JSON);
  }

  public Optional<BatchProgress> progress(Named named) {
    return read(key(named, PROGRESS), PROGRESSES);
  }

  public void progress(Named named, BatchProgress progress) {
    objects.put(key(named, PROGRESS), PROGRESSES.encode(progress), JSON);
  }

  /** Somebody wants the batch's end; the first time counts. */
  public void cancel(Named named, Instant at) {
    boolean _ = objects.putIfAbsent(key(named, CANCEL), CANCELS.encode(new Cancel(at)), JSON);
  }

  /** When somebody asked for the batch's end. */
  public Optional<Instant> cancelled(Named named) {
    return read(key(named, CANCEL), CANCELS).map(Cancel::at);
  }

  /**
   * When the last line of the batch had ended; the first time counts.
   *
   * @return what counts
   */
  public Instant finalizing(Named named, Instant at) {
    String key = key(named, FINALIZING);
    if (objects.putIfAbsent(key, CANCELS.encode(new Cancel(at)), JSON)) {
      return at;
    }
    return finalizing(named).orElse(at);
  }

  /** When the last line of the batch had ended. */
  public Optional<Instant> finalizing(Named named) {
    return read(key(named, FINALIZING), CANCELS).map(Cancel::at);
  }

  /** The batch has ended, and its results with it. */
  public void finish(Named named, BatchEnd end) {
    objects.put(key(named, END), ENDS.encode(end), JSON);
  }

  /** The batch is among the open ones no longer. */
  public void close(Named named) {
    objects.delete(ObjectKeys.openBatch(named.tenant(), named.id()));
  }

  public Optional<BatchEnd> end(Named named) {
    return read(key(named, END), ENDS);
  }

  /** The results of a batch. */
  public ResultSegments results(Named named) {
    return new ResultSegments(
        objects, ObjectKeys.batchPrefix(named.tenant(), named.id()) + RESULTS);
  }

  /** A batch's time; empty where it never became one, or is forgotten. */
  public Optional<Life> life(Named named) {
    return find(named).map(_ -> new Life(end(named).map(BatchEnd::at)));
  }

  /** What a batch's file tells of. */
  public static Part part(String key) {
    return ObjectKeys.batchFile(key)
            .filter(file -> file.equals(INPUT) || file.startsWith(RESULTS))
            .isPresent()
        ? Part.LINES
        : Part.RECORD;
  }

  private void each(String prefix, Consumer<ObjectInfo> action) {
    Optional<String> cursor = Optional.empty();
    do {
      ObjectPage page = objects.list(prefix, cursor, ObjectStore.MAX_PAGE);
      page.objects().forEach(action);
      cursor = page.next();
    } while (cursor.isPresent());
  }

  private <T> Optional<T> read(String key, Json<T> json) {
    return objects.find(key, MAX_RECORD).map(json::decode);
  }

  private static Named named(BatchManifest batch) {
    return new Named(batch.tenant(), batch.id());
  }

  private static Named named(ObjectKeys.BatchPart part) {
    return new Named(part.tenant(), part.id());
  }

  private static String key(Named named, String file) {
    return ObjectKeys.batch(named.tenant(), named.id(), file);
  }
}
