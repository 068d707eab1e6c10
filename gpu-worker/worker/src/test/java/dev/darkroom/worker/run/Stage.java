package dev.darkroom.worker.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.job.Checkpoint;
import dev.darkroom.job.JobHeader;
import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.Epoch;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.ModelRef;
import dev.darkroom.job.id.RunRef;
import dev.darkroom.job.id.SpecRef;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.pool.PoolRecord;
import dev.darkroom.job.spec.JobSpec;
import dev.darkroom.job.worker.Grant;
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
import dev.darkroom.worker.model.Holdings;
import dev.darkroom.worker.model.ModelCache;
import dev.darkroom.worker.train.EvaluationRunner;
import dev.darkroom.worker.train.FineTuneRunner;
import dev.darkroom.worker.train.InversionRunner;
import dev.darkroom.worker.train.Workplace;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;

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
  final List<RunRef> ends = new ArrayList<>();
  List<String> holdings = List.of();
  Consumer<RunRef> onEnd = _ -> {};
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
    Grant grant = grant(1, spec, epoch);
    return run(new Grant(grant.header(), grant.spec(), grant.epoch(), checkpoint));
  }

  RunOutcome run(Grant grant) {
    return run(List.of(new RunTask.Ticket(grant, stop))).getFirst();
  }

  /** Runs a lease; the outcomes come in the order of its runs. */
  List<RunOutcome> run(List<RunTask.Ticket> lease) {
    return run(task(), lease);
  }

  /** The same by a task that may have run others before. */
  List<RunOutcome> run(RunTask task, List<RunTask.Ticket> lease) {
    Map<RunRef, RunOutcome> outcomes = new LinkedHashMap<>();
    task.run(
        lease,
        new Member.Listener() {
          @Override
          public void told(RunRef run, RunNews told) {
            news.add(told);
            began += told instanceof RunNews.Began ? 1 : 0;
          }

          @Override
          public void ended(RunRef run, RunOutcome outcome) {
            assertThat(outcomes.put(run, outcome)).as("a second outcome").isNull();
            ends.add(run);
            onEnd.accept(run);
          }
        });
    return lease.stream()
        .map(ticket -> outcomes.get(ticket.grant().run()))
        .collect(Collectors.toCollection(ArrayList::new));
  }

  /** The checkpoint that was told of last. */
  Optional<Checkpoint> checkpoint() {
    return news.stream()
        .filter(RunNews.Checkpointed.class::isInstance)
        .map(told -> ((RunNews.Checkpointed) told).checkpoint())
        .reduce((_, later) -> later);
  }

  /** A lease of jobs 1, 2, 3, …, each with a stop signal of its own. */
  List<RunTask.Ticket> lease(JobSpec... specs) {
    List<RunTask.Ticket> lease = new ArrayList<>();
    for (JobSpec spec : specs) {
      lease.add(new RunTask.Ticket(grant(lease.size() + 1, spec, 1), new StopSignal()));
    }
    return lease;
  }

  Grant grant(JobSpec spec, long epoch) {
    return grant(1, spec, epoch);
  }

  private Grant grant(int job, JobSpec spec, long epoch) {
    JobId id = id(job);
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
    return new Grant(header, ref, Epoch.of(epoch), Optional.empty());
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
    Holdings held = new Holdings(names -> holdings = names);
    ModelCache cache = new ModelCache(models, registry, LoadOptions.cpu(), modelBytes, held);
    Shelf shelf = new Shelf(models, cache, store, held);
    Workplace place = new Workplace(shelf, spoolFolder.resolve("training"));
    return new RunTask(
        new Runners(
            new GenerationRunner(shelf, batch),
            new NoopRunner(),
            new InversionRunner(place),
            new FineTuneRunner(place),
            new EvaluationRunner(shelf)),
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

  static JobId id(int job) {
    return JobId.ofRandom(new UUID(1, job), 0);
  }

  List<ProgressEvent> told() {
    return told(1);
  }

  List<ProgressEvent> told(int job) {
    return progress.replay(id(job), ProgressId.ZERO, 10_000).stream()
        .map(ProgressRecord::event)
        .toList();
  }

  String key(long epoch, String name) {
    return key(1, epoch, name);
  }

  static String key(int job, long epoch, String name) {
    return "t/default/j/" + id(job) + "/e/" + epoch + "/" + name;
  }

  byte[] stored(long epoch, String name) {
    return store.get(key(epoch, name), 1 << 20);
  }
}
