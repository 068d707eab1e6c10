package dev.darkroom.storage.janitor;

import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.batch.Batches;
import dev.darkroom.storage.file.Files;
import dev.darkroom.storage.object.ObjectInfo;
import dev.darkroom.storage.object.ObjectKeys;
import dev.darkroom.storage.object.ObjectPage;
import dev.darkroom.storage.object.ObjectStore;
import dev.darkroom.storage.object.UnfinishedUpload;
import dev.darkroom.storage.upload.DirectUploads;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes what {@link JanitorRules} say, a bounded part of the bucket a sweep. For one thread; two
 * janitors on one bucket do no harm, they only do it twice.
 */
public final class Janitor {
  private static final Logger LOG = LoggerFactory.getLogger(Janitor.class);

  private final ObjectStore store;
  private final Batches batches;
  private final Jobs jobs;
  private final JanitorRules rules;
  private final InstantSource clock;

  /** Where the next sweep begins. */
  private Optional<String> cursor = Optional.empty();

  /** When each unfinished upload was first seen: some servers do not remember when it was begun. */
  private Map<UploadId, Instant> seen = Map.of();

  private record UploadId(String key, String id) {}

  /** A janitor that begins at the first key. */
  public Janitor(ObjectStore store, Jobs jobs, JanitorSettings settings, InstantSource clock) {
    this.store = store;
    this.batches = new Batches(store);
    this.jobs = jobs;
    this.rules = new JanitorRules(settings);
    this.clock = clock;
  }

  /**
   * Looks at the next part of the bucket and at every unfinished upload. It never throws because a
   * store is down: the sweep says so, and the next one goes on from there.
   */
  public Sweep sweep() {
    Sweep.Tally tally = new Sweep.Tally();
    Optional<String> stopped = Optional.empty();
    try {
      sweepObjects(tally);
      sweepUploads(tally);
    } catch (StorageException e) {
      LOG.warn("sweep stopped reason={}: {}", e.code().stable(), e.getMessage());
      stopped = Optional.of(e.code().stable());
    }
    Sweep sweep = tally.ended(stopped);
    if (sweep.deleted() > 0) {
      LOG.info("swept deleted={} freed_bytes={}", sweep.deleted(), sweep.freedBytes());
    }
    return sweep;
  }

  private void sweepObjects(Sweep.Tally tally) {
    int left = rules.settings().objectsPerSweep();
    while (left > 0) {
      int limit = Math.min(left, ObjectStore.MAX_PAGE);
      ObjectPage page = store.list("", cursor, limit);
      // Asked after the listing: a file that was listed has its job in the log before this answer.
      boolean jobsKnown = jobs.caughtUp();
      Known known = new Known(new HashMap<>(), new HashMap<>());
      for (ObjectInfo object : page.objects()) {
        Verdict verdict = judge(object, jobsKnown, known);
        if (!verdict.keeps()) {
          store.delete(object.key());
        }
        tally.add(verdict, object.sizeBytes());
      }
      cursor = page.next();
      left -= limit;
      if (cursor.isEmpty()) {
        return; // the next sweep begins at the first key again
      }
    }
  }

  /** What was looked up for the files of one page. */
  private record Known(
      Map<String, Version> versions, Map<Batches.Named, Optional<Batches.Life>> batches) {}

  private Verdict judge(ObjectInfo object, boolean jobsKnown, Known known) {
    Instant now = clock.instant();
    Optional<ObjectKeys.RunFile> run = ObjectKeys.parseRun(object.key());
    if (run.isPresent()) {
      return jobsKnown
          ? rules.ofRunFile(object, run.get().run().epoch(), jobs.find(run.get().run().job()), now)
          : Verdict.UNKNOWN;
    }
    Optional<ObjectKeys.ModelPart> part = ObjectKeys.parseModel(object.key());
    if (part.isPresent()) {
      Version version = known.versions().computeIfAbsent(part.get().prefix(), this::version);
      return rules.ofModelFile(part.get().isClaim(), version.published(), version.last(), now);
    }
    Optional<ObjectKeys.UploadPart> brought = ObjectKeys.parseUpload(object.key());
    if (brought.isPresent()) {
      if (!jobsKnown) {
        return Verdict.UNKNOWN;
      }
      Version file = known.versions().computeIfAbsent(brought.get().prefix(), this::version);
      return rules.ofBrought(file.last(), jobs.oldestUnfinished(brought.get().tenant()), now);
    }
    Optional<ObjectKeys.FilePart> file = ObjectKeys.parseFile(object.key());
    if (file.isPresent()) {
      return rules.ofFile(
          object.modified(), Files.note(store, file.get().tenant(), file.get().id()), now);
    }
    Optional<String> direct = ObjectKeys.parseDirect(object.key());
    if (direct.isPresent()) {
      return rules.ofDirect(object.modified(), DirectUploads.note(store, direct.get()), now);
    }
    Optional<ObjectKeys.BatchPart> batch = ObjectKeys.parseAnyBatch(object.key());
    if (batch.isPresent()) {
      Batches.Named named = new Batches.Named(batch.get().tenant(), batch.get().id());
      return rules.ofBatchFile(
          object,
          Batches.part(object.key()),
          known.batches().computeIfAbsent(named, batches::life),
          now);
    }
    return Verdict.FOREIGN;
  }

  /** What is known of a version of a model, or of a file that was brought. */
  private record Version(boolean published, Instant last) {}

  private Version version(String prefix) {
    List<ObjectInfo> all = new ArrayList<>();
    Optional<String> from = Optional.empty();
    do {
      ObjectPage page = store.list(prefix, from, ObjectStore.MAX_PAGE);
      all.addAll(page.objects());
      from = page.next();
    } while (from.isPresent() && all.size() < rules.settings().objectsPerSweep());
    return new Version(
        all.stream().anyMatch(o -> o.key().equals(prefix + ObjectKeys.MANIFEST)),
        all.stream().map(ObjectInfo::modified).max(Instant::compareTo).orElse(Instant.MAX));
  }

  private void sweepUploads(Sweep.Tally tally) {
    Instant now = clock.instant();
    Map<UploadId, Instant> known = new HashMap<>();
    for (UnfinishedUpload upload : store.unfinished()) {
      UploadId id = new UploadId(upload.key(), upload.id());
      Instant begun = earlier(upload.begun(), seen.getOrDefault(id, now));
      known.put(id, begun);
      Verdict verdict = rules.ofUpload(begun, now);
      if (!verdict.keeps()) {
        store.discard(upload);
      }
      tally.add(verdict, 0);
    }
    seen = known; // those that ended meanwhile are forgotten
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }
}
