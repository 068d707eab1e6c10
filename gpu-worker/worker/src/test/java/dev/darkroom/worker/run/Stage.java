package dev.darkroom.worker.run;

import dev.darkroom.job.Assignment;
import dev.darkroom.job.Checkpoint;
import dev.darkroom.job.Digest;
import dev.darkroom.job.Epoch;
import dev.darkroom.job.Grant;
import dev.darkroom.job.JobHeader;
import dev.darkroom.job.JobId;
import dev.darkroom.job.JobSpec;
import dev.darkroom.job.ModelRef;
import dev.darkroom.job.PoolRecord;
import dev.darkroom.job.SpecRef;
import dev.darkroom.job.TenantId;
import dev.darkroom.job.WorkerId;
import dev.darkroom.model.LoadOptions;
import dev.darkroom.model.ModelRegistry;
import dev.darkroom.storage.log.InMemoryLog;
import dev.darkroom.storage.progress.InMemoryProgress;
import dev.darkroom.storage.progress.ProgressEvent;
import dev.darkroom.storage.progress.ProgressId;
import dev.darkroom.storage.progress.ProgressRecord;
import dev.darkroom.worker.FakeGenerator;
import dev.darkroom.worker.FakeModels;
import dev.darkroom.worker.core.RunNews;
import dev.darkroom.worker.core.RunOutcome;
import dev.darkroom.worker.model.ModelCache;
import dev.darkroom.worker.train.EvaluationRunner;
import dev.darkroom.worker.train.FineTuneRunner;
import dev.darkroom.worker.train.InversionRunner;
import dev.darkroom.worker.train.Workplace;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** A run thread's whole surroundings in memory, under a clock that moves only when told. */
final class Stage {
  static final JobSpec.Generation DRAW =
      new JobSpec.Generation(
          ModelRef.parse("m@1"), "a red circle", "blurry", 42, 4, 5.0, "ddim", 16, 8, 1);
  static final long SPOOL_CAP = 1 << 20;

  final InMemoryLog log = new InMemoryLog(1);
  final RecordingStore store = new RecordingStore();
  final InMemoryProgress progress = new InMemoryProgress();
  final FakeGenerator generator = new FakeGenerator();
  final FakeModels models;
  final List<RunNews> news = new ArrayList<>();
  StopSignal stop = new StopSignal();
  final List<Duration> pauses = new ArrayList<>();
  final Path spoolFolder;
  Runnable onPause = () -> {};
  ModelRegistry registry;
  int batch = 4;
  long spoolCap = SPOOL_CAP;
  long modelBytes = 1 << 20;
  private long now;
  private int began;

  Stage(Path folder) {
    models = new FakeModels(folder);
    models.add("m", 10);
    registry = models.registry(generator);
    spoolFolder = folder.resolve("spool");
  }

  /** Runs a spec from grant to outcome. */
  RunOutcome run(JobSpec spec) {
    return run(spec, 1);
  }

  RunOutcome run(JobSpec spec, long epoch) {
    return run(spec, epoch, Optional.empty());
  }

  /** The same, going on from a checkpoint. */
  RunOutcome run(JobSpec spec, long epoch, Optional<Checkpoint> checkpoint) {
    Assignment.Run lease = lease(spec, epoch);
    Assignment.Run resuming =
        new Assignment.Run(
            lease.worker(),
            List.of(
                new Grant(
                    lease.grants().getFirst().header(),
                    lease.grants().getFirst().spec(),
                    lease.grants().getFirst().epoch(),
                    checkpoint)),
            lease.lease());
    return task()
        .run(
            resuming,
            stop,
            told -> {
              news.add(told);
              began += told instanceof RunNews.Began ? 1 : 0;
            });
  }

  /** The checkpoint that was told of last. */
  Optional<Checkpoint> checkpoint() {
    return news.stream()
        .filter(RunNews.Checkpointed.class::isInstance)
        .map(told -> ((RunNews.Checkpointed) told).checkpoint())
        .reduce((_, later) -> later);
  }

  Assignment.Run lease(JobSpec spec, long epoch) {
    JobId id = JobId.ofRandom(new UUID(1, 1), 0);
    JobHeader header =
        new JobHeader(
            id,
            TenantId.of("default"),
            PoolRecord.DEFAULT,
            spec.kind(),
            spec.model(),
            5,
            Map.of(),
            Instant.EPOCH);
    SpecRef ref = log.specs().write(id, spec, Digest.of(new byte[0]));
    return new Assignment.Run(
        new WorkerId("w", 1),
        List.of(new Grant(header, ref, Epoch.of(epoch), Optional.empty())),
        Duration.ofSeconds(30));
  }

  RunTask task() {
    Retries.Pause pause =
        (signal, time) -> {
          pauses.add(time);
          pass(time);
          onPause.run();
          signal.check();
        };
    Retries retries = new Retries(Patience.DEFAULT, pause, () -> now);
    ModelCache cache = new ModelCache(models, registry, LoadOptions.cpu(), modelBytes, _ -> {});
    Workplace place =
        new Workplace(new Shelf(models, cache, store), spoolFolder.resolve("training"));
    return new RunTask(
        new Runners(
            new GenerationRunner(new Shelf(models, cache, store), batch),
            new NoopRunner(),
            new InversionRunner(place),
            new FineTuneRunner(place),
            new EvaluationRunner(new Shelf(models, cache, store))),
        log.specs(),
        new Outputs.Vault(store, new Spool(spoolFolder, spoolCap), retries),
        new ProgressMeter.Tellers(progress, () -> now, () -> Instant.EPOCH.plusNanos(now)),
        pause);
  }

  void pass(Duration time) {
    now += time.toNanos();
  }

  int began() {
    return began;
  }

  List<ProgressEvent> told() {
    return progress.replay(JobId.ofRandom(new UUID(1, 1), 0), ProgressId.ZERO, 10_000).stream()
        .map(ProgressRecord::event)
        .toList();
  }

  String key(long epoch, String name) {
    return "t/default/j/" + JobId.ofRandom(new UUID(1, 1), 0) + "/e/" + epoch + "/" + name;
  }

  byte[] stored(long epoch, String name) {
    return store.get(key(epoch, name), 1 << 20);
  }
}
