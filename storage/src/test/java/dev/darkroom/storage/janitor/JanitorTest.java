package dev.darkroom.storage.janitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.job.JobRecord;
import dev.darkroom.job.JobState;
import dev.darkroom.job.id.BatchId;
import dev.darkroom.job.id.Epoch;
import dev.darkroom.job.id.FileId;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.RunRef;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.storage.Samples;
import dev.darkroom.storage.batch.BatchEnd;
import dev.darkroom.storage.batch.BatchManifest;
import dev.darkroom.storage.batch.BatchTerms;
import dev.darkroom.storage.batch.Batches;
import dev.darkroom.storage.file.Files;
import dev.darkroom.storage.file.Purpose;
import dev.darkroom.storage.file.StoredFile;
import dev.darkroom.storage.object.InMemoryObjectStore;
import dev.darkroom.storage.object.ModelManifest;
import dev.darkroom.storage.object.ModelRepository;
import dev.darkroom.storage.object.Models;
import dev.darkroom.storage.object.ObjectInfo;
import dev.darkroom.storage.object.ObjectKeys;
import dev.darkroom.storage.object.StoredModels;
import dev.darkroom.storage.upload.Uploads;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JanitorTest {
  private static final JanitorSettings SETTINGS =
      new JanitorSettings(
          Duration.ofHours(1),
          Duration.ofDays(7),
          Duration.ofDays(1),
          Duration.ofDays(7),
          JanitorSettings.BatchKeeping.DEFAULT,
          1_000);

  private Instant now = Samples.AT;
  private final InMemoryObjectStore store = new InMemoryObjectStore(() -> now);
  private final FakeJobs jobs = new FakeJobs();
  private final Janitor janitor = janitor(SETTINGS);

  @Test
  void onlyTheAcceptedRunsFilesOutliveAJob() {
    write(1, "a.png", "manifest.json");
    write(2, "a.png", "manifest.json");
    write(3, "a.png");
    jobs.put(new JobState.Succeeded(Epoch.of(2), Samples.DIGEST, now));
    now = now.plus(Duration.ofHours(2));
    Sweep sweep = janitor.sweep();
    assertThat(keys()).containsExactly(key(2, "a.png"), key(2, "manifest.json"));
    assertThat(sweep.count(Verdict.STALE_RUN)).isEqualTo(3);
    assertThat(sweep.count(Verdict.IN_USE)).isEqualTo(2);
    assertThat(sweep.freedBytes()).isEqualTo(3 * 10);
    assertThat(janitor.sweep().deleted()).isZero();
    now = now.plus(SETTINGS.results());
    assertThat(janitor.sweep().count(Verdict.EXPIRED)).isEqualTo(2);
    assertThat(keys()).isEmpty();
  }

  @Test
  void aFileGoesWhenItsTimeIsOverAndOneWithoutATimeStays(@TempDir Path folder) throws Exception {
    Files files = new Files(store, () -> now);
    Path bytes = java.nio.file.Files.writeString(folder.resolve("lines"), "{}");
    files.put(file(Purpose.BATCH, Optional.of(now.plus(Duration.ofDays(3)))), bytes);
    files.put(file(Purpose.FINE_TUNE, Optional.empty()), bytes);
    now = now.plus(Duration.ofDays(2));
    assertThat(janitor.sweep().count(Verdict.IN_USE)).isEqualTo(4);

    now = now.plus(Duration.ofDays(1));
    assertThat(janitor.sweep().count(Verdict.EXPIRED)).isEqualTo(2);
    assertThat(keys()).hasSize(2);
  }

  private StoredFile file(Purpose purpose, Optional<Instant> expires) {
    FileId id = FileId.of(now, UUID.randomUUID());
    return new StoredFile(
        id, TenantId.of("default"), purpose, "a", "application/jsonl", 2, now, expires);
  }

  @Test
  void aBatchesLinesGoBeforeTheBatchAndOneThatGoesOnStays(@TempDir Path folder) throws Exception {
    Batches batches = new Batches(store);
    Path input = java.nio.file.Files.writeString(folder.resolve("lines"), "{}");
    BatchManifest over = batch("1");
    BatchManifest on = batch("2");
    batches.accept(over, input);
    batches.accept(on, input);
    batches.finish(
        new Batches.Named(over.tenant(), over.id()),
        BatchEnd.of(BatchEnd.Outcome.COMPLETED, 1, 0, Optional.empty(), now));
    batches.close(new Batches.Named(over.tenant(), over.id()));
    now = now.plus(SETTINGS.batches().results()).minusSeconds(1);
    assertThat(janitor.sweep().deleted()).isZero();

    now = now.plusSeconds(1);
    assertThat(janitor.sweep().count(Verdict.EXPIRED)).isEqualTo(1);
    assertThat(keys()).doesNotContain(ObjectKeys.batch(over.tenant(), over.id(), "input.jsonl"));
    assertThat(batches.page(over.tenant(), Optional.empty(), 10).batches()).hasSize(2);

    now = now.plus(SETTINGS.batches().record());
    assertThat(janitor.sweep().deleted()).isEqualTo(3);
    assertThat(keys()).hasSize(4).allMatch(key -> key.contains(on.id().value()));
  }

  @Test
  void whatWasBroughtAndNeverBecameABatchGoes() {
    BatchManifest dead = batch("3");
    store.put(ObjectKeys.batch(dead.tenant(), dead.id(), "input.jsonl"), new byte[10], "");
    store.put(ObjectKeys.openBatch(dead.tenant(), dead.id()), new byte[10], "");
    now = now.plus(SETTINGS.uploads());

    assertThat(janitor.sweep().count(Verdict.UNPUBLISHED)).isEqualTo(2);
  }

  private BatchManifest batch(String digit) {
    return new BatchManifest(
        BatchId.of("batch_" + digit.repeat(32)),
        TenantId.of("default"),
        Samples.DIGEST,
        2,
        1,
        1,
        now,
        BatchTerms.NONE);
  }

  @Test
  void whatATenantBroughtGoesWhenItsTimeIsOverAndNoJobOfThatDayIsUnfinished() {
    Uploads uploads = new Uploads(store, () -> now);
    String id = bring(uploads, "a sun");
    Instant brought = now;
    now = now.plus(SETTINGS.brought().minusHours(1));
    assertThat(janitor.sweep().deleted()).isZero();

    now = now.plus(Duration.ofHours(2));
    jobs.oldestUnfinished = Optional.of(brought.plus(Duration.ofHours(23)));
    assertThat(janitor.sweep().count(Verdict.IN_USE)).as("a job may need it").isEqualTo(2);

    jobs.oldestUnfinished = Optional.of(brought.plus(Duration.ofDays(3)));
    assertThat(janitor.sweep().count(Verdict.EXPIRED))
        .as("a job that began later would have marked it as used")
        .isEqualTo(2);
    assertThat(uploads.find(Samples.TENANT, id)).isEmpty();
  }

  @Test
  void whatIsUsedBeginsItsTimeAnew() {
    Uploads uploads = new Uploads(store, () -> now);
    String id = bring(uploads, "a sun");
    now = now.plus(SETTINGS.brought().minusHours(1));
    assertThat(uploads.find(Samples.TENANT, id)).isPresent();

    now = now.plus(SETTINGS.brought().minusHours(1));

    assertThat(janitor.sweep().deleted()).isZero();
    now = now.plus(Duration.ofHours(2));
    assertThat(janitor.sweep().deleted()).isEqualTo(2);
  }

  @Test
  void nothingThatWasBroughtIsTouchedWhileTheLogIsNotKnown() {
    String id = bring(new Uploads(store, () -> now), "a sun");
    now = now.plus(Duration.ofDays(30));
    jobs.caughtUp = false;

    assertThat(janitor.sweep().count(Verdict.UNKNOWN)).isEqualTo(2);
    assertThat(keys()).allMatch(key -> key.contains(id));
  }

  private static String bring(Uploads uploads, String text) {
    return uploads
        .put(
            Samples.TENANT,
            "sun.png",
            "image/png",
            text.getBytes(StandardCharsets.UTF_8),
            Optional.empty(),
            List.of())
        .id();
  }

  @Test
  void nothingOfAJobIsTouchedWhileTheLogIsNotKnown() {
    write(1, "a.png");
    now = now.plus(Duration.ofDays(30));
    jobs.caughtUp = false;
    assertThat(janitor.sweep().things()).isEqualTo(Map.of(Verdict.UNKNOWN, 1));
    jobs.caughtUp = true;
    assertThat(janitor.sweep().things()).isEqualTo(Map.of(Verdict.FORGOTTEN, 1));
  }

  @Test
  void whatIsNotTheFarmsIsLeftAlone() {
    store.put("backup/of/somebody.tar", new byte[10], "");
    store.put("t/default/j/not-a-job/e/1/a.png", new byte[10], "");
    now = now.plus(Duration.ofDays(30));
    assertThat(janitor.sweep().things()).isEqualTo(Map.of(Verdict.FOREIGN, 2));
  }

  @Test
  void aModelWhosePublisherDiedGoesAndItsNumberStaysTaken(@TempDir Path folder) {
    ModelRepository models = new StoredModels(store, () -> now);
    ModelManifest first = models.publish(Models.card("noise"), Models.folder(folder, 100, 1));
    store.put("models/noise/2/claim", new byte[1], "");
    store.put("models/noise/2/unet/weights.bin", new byte[10], "");
    now = now.plus(SETTINGS.uploads()).minusSeconds(1);
    assertThat(janitor.sweep().deleted()).isZero();
    now = now.plusSeconds(1);
    assertThat(janitor.sweep().count(Verdict.UNPUBLISHED)).isEqualTo(1);
    assertThat(models.list()).containsExactly(first);
    assertThat(models.publish(Models.card("noise"), Models.folder(folder, 100, 2)).version())
        .isEqualTo(3);
  }

  @Test
  void aSweepIsBoundedAndTheNextGoesOnWhereItEnded() {
    write(1, "a", "b", "c", "d", "e");
    now = now.plus(SETTINGS.results());
    Janitor small =
        janitor(
            new JanitorSettings(
                SETTINGS.grace(),
                SETTINGS.results(),
                SETTINGS.uploads(),
                SETTINGS.brought(),
                SETTINGS.batches(),
                2));
    assertThat(small.sweep().deleted()).isEqualTo(2);
    write(1, "a2"); // behind the cursor: for the round after this one
    assertThat(small.sweep().deleted()).isEqualTo(2);
    assertThat(small.sweep().deleted()).isEqualTo(1);
    now = now.plus(SETTINGS.results());
    assertThat(small.sweep().deleted()).isEqualTo(1);
    assertThat(keys()).isEmpty();
  }

  @Test
  void whileTheStoreIsDownASweepSaysSoAndTheNextDoesItsWork() {
    write(1, "a");
    now = now.plus(SETTINGS.results());
    store.down(true);
    assertThat(janitor.sweep().stopped()).contains("storage_unavailable");
    store.down(false);
    Sweep sweep = janitor.sweep();
    assertThat(sweep.stopped()).isEmpty();
    assertThat(sweep.deleted()).isEqualTo(1);
  }

  private Janitor janitor(JanitorSettings settings) {
    return new Janitor(store, jobs, settings, () -> now);
  }

  private void write(long epoch, String... files) {
    for (String file : files) {
      store.put(key(epoch, file), new byte[10], "");
    }
  }

  private static String key(long epoch, String file) {
    RunRef run = new RunRef(Samples.job(1, 0), Epoch.of(epoch));
    return ObjectKeys.output(Samples.TENANT, run, file);
  }

  private List<String> keys() {
    return store.list("", Optional.empty(), 1_000).objects().stream().map(ObjectInfo::key).toList();
  }

  private static final class FakeJobs implements Jobs {
    private final Map<JobId, JobRecord> records = new HashMap<>();
    private boolean caughtUp = true;
    private Optional<Instant> oldestUnfinished = Optional.empty();

    void put(JobState state) {
      JobRecord record = JanitorRulesTest.record(state);
      records.put(record.header().id(), record);
    }

    @Override
    public boolean caughtUp() {
      return caughtUp;
    }

    @Override
    public Optional<Instant> oldestUnfinished(TenantId tenant) {
      return oldestUnfinished;
    }

    @Override
    public Optional<JobRecord> find(JobId job) {
      return Optional.ofNullable(records.get(job));
    }
  }
}
