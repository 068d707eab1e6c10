package dev.darkroom.gateway.body;

import dev.darkroom.gateway.body.JobBody.ErrorBody;
import dev.darkroom.gateway.body.JobBody.Metrics;
import dev.darkroom.gateway.body.JobBody.OutputBody;
import dev.darkroom.gateway.body.JobBody.Progress;
import dev.darkroom.gateway.body.JobBody.Reason;
import dev.darkroom.gateway.body.JobBody.Urls;
import dev.darkroom.gateway.command.Prospects;
import dev.darkroom.gateway.progress.ProgressHub;
import dev.darkroom.gateway.view.FarmView;
import dev.darkroom.gateway.view.PendingReasons;
import dev.darkroom.gateway.view.Viewed;
import dev.darkroom.job.JobError;
import dev.darkroom.job.JobHeader;
import dev.darkroom.job.JobRecord;
import dev.darkroom.job.JobState;
import dev.darkroom.job.JobStatus;
import dev.darkroom.job.Output;
import dev.darkroom.job.command.PendingReason;
import dev.darkroom.job.command.Prospect;
import dev.darkroom.job.id.JobId;
import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.object.ObjectStore;
import dev.darkroom.storage.progress.ProgressEvent;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Makes job bodies of what the gateway knows. Blocks where it says so. */
public final class JobBodies {
  private final FarmView view;
  private final Prospects prospects;
  private final ProgressHub progress;
  private final ObjectStore objects;
  private final InstantSource clock;
  private final Terms terms;

  /**
   * How long outputs last.
   *
   * @param url for which their URLs are good
   * @param kept for which they are kept after their job's end, where that says nothing of it
   */
  public record Terms(Duration url, Duration kept) {}

  /**
   * Joins what bodies are made of.
   *
   * @param terms how long outputs last
   */
  public JobBodies(
      FarmView view,
      Prospects prospects,
      ProgressHub progress,
      ObjectStore objects,
      InstantSource clock,
      Terms terms) {
    this.view = view;
    this.prospects = prospects;
    this.progress = progress;
    this.objects = objects;
    this.clock = clock;
    this.terms = terms;
  }

  /** The job, with progress from Redis and its prospect from its scheduler. Blocks. */
  public JobBody full(Viewed viewed) {
    return body(
        viewed,
        Optional.ofNullable(asked(List.of(viewed)).get(viewed.job().header().id())),
        viewed.job().state() instanceof JobState.Running running
            ? progress.ask(viewed.job().header().id(), running.epoch())
            : Optional.empty());
  }

  /** Jobs of one tenant, with their prospects and without asking Redis. Blocks a moment. */
  public List<JobBody> list(List<Viewed> jobs) {
    Map<JobId, Prospect> told = asked(jobs);
    return jobs.stream()
        .map(job -> brief(job, Optional.ofNullable(told.get(job.job().header().id()))))
        .toList();
  }

  /** The job as far as this gateway knows it without asking anybody. */
  public JobBody brief(Viewed viewed) {
    return brief(viewed, Optional.empty());
  }

  /** Why jobs wait, as clients see it. */
  static List<Reason> reasons(List<PendingReason> reasons) {
    return reasons.stream()
        .map(r -> new Reason(r.code().name().toLowerCase(Locale.ROOT), r.message()))
        .toList();
  }

  /** What schedulers tell of those of the jobs that wait or run. */
  private Map<JobId, Prospect> asked(List<Viewed> jobs) {
    List<JobHeader> open =
        jobs.stream()
            .filter(job -> job.answered() && onItsWay(job.job().state().status()))
            .map(job -> job.job().header())
            .toList();
    return open.isEmpty()
        ? Map.of()
        : prospects.of(open.getFirst().tenant(), open.stream().map(JobHeader::id).toList());
  }

  private static boolean onItsWay(JobStatus status) {
    return status == JobStatus.QUEUED || status == JobStatus.RUNNING;
  }

  private JobBody brief(Viewed viewed, Optional<Prospect> prospect) {
    return body(
        viewed,
        prospect,
        viewed.job().state() instanceof JobState.Running running
            ? progress.heard(viewed.job().header().id(), running.epoch())
            : Optional.empty());
  }

  /** The time by which bodies are made. */
  public InstantSource clock() {
    return clock;
  }

  /** The files that a job left, their URLs fresh. */
  public List<OutputBody> outputs(JobRecord job) {
    Instant until = clock.instant().plus(terms.url());
    String id = job.header().id().toString();
    return job.outputs().stream().map(output -> output(id, output, until)).toList();
  }

  /** One file that a job left, its URL fresh. */
  public OutputBody output(JobRecord job, Output output) {
    return output(job.header().id().toString(), output, clock.instant().plus(terms.url()));
  }

  /** The files of a learned word, their URLs fresh. */
  public List<OutputBody> files(String id, List<Output> files) {
    Instant until = clock.instant().plus(terms.url());
    return files.stream().map(file -> output(id, file, until)).toList();
  }

  /** Progress as clients see it. */
  public static Progress progress(ProgressEvent.Progress p) {
    return new Progress(p.value(), p.step(), p.steps(), p.message());
  }

  private JobBody body(
      Viewed viewed, Optional<Prospect> prospect, Optional<ProgressEvent.Progress> latest) {
    JobRecord job = viewed.job();
    JobHeader header = job.header();
    JobState state = job.state();
    Optional<Instant> ended = state.endedAt();
    return new JobBody(
        header.id().toString(),
        "job",
        header.kind(),
        header.model(),
        header.pool(),
        header.priority(),
        state.status(),
        header.createdAt(),
        job.startedAt(),
        ended,
        header.deadline(),
        prospect.map(Prospect::position).orElse(OptionalInt.empty()),
        latest
            .flatMap(p -> p.eta().map(rest -> EtaBody.at(p.at().plus(rest))))
            .or(() -> prospect.flatMap(Prospect::end).map(EtaBody::of)),
        reasons(viewed, prospect),
        state instanceof JobState.Succeeded ? Optional.of(DONE) : latest.map(JobBodies::progress),
        outputs(job),
        error(state).map(e -> new ErrorBody(e.code(), e.message(), e.param())),
        state instanceof JobState.Failed failed && failed.deadLetter(),
        new Metrics(
            between(Optional.of(header.createdAt()), job.startedAt()),
            between(job.startedAt(), ended)),
        job.timeline(),
        header.metadata(),
        job.cachedFrom().map(JobId::toString),
        job.outputsExpireAt(terms.kept()),
        urls(header.id()));
  }

  private static final Progress DONE = new Progress(1, 0, 0, "done");

  /** As its scheduler tells, or else as far as the log shows. */
  private List<Reason> reasons(Viewed viewed, Optional<Prospect> prospect) {
    return reasons(
        prospect
            .map(Prospect::reasons)
            .orElseGet(() ->
                PendingReasons.of(
                    viewed, view.pools().workers(viewed.job().header().pool()), clock.instant())));
  }

  private OutputBody output(String id, Output output, Instant until) {
    Optional<URI> url = url(output);
    return new OutputBody(
        id + "/" + output.name(),
        output.name(),
        output.role().name().toLowerCase(Locale.ROOT),
        output.hash().toString(),
        url,
        url.map(_ -> until),
        output.contentType(),
        output.sizeBytes(),
        output.seed(),
        output.deletedAt());
  }

  private Optional<URI> url(Output output) {
    if (output.deletedAt().isPresent()) {
      return Optional.empty();
    }
    try {
      return Optional.of(objects.presignGet(output.key(), terms.url(), Optional.empty()));
    } catch (StorageException _) {
      return Optional.empty();
    }
  }

  private static Urls urls(JobId id) {
    String self = "/v1/jobs/" + id;
    return new Urls(self, self + "/events", self + "/cancel");
  }

  private static Optional<JobError> error(JobState state) {
    return state instanceof JobState.Failed failed ? Optional.of(failed.error()) : Optional.empty();
  }

  private static OptionalLong between(Optional<Instant> from, Optional<Instant> to) {
    return from.isPresent() && to.isPresent()
        ? OptionalLong.of(Duration.between(from.get(), to.get()).toMillis())
        : OptionalLong.empty();
  }
}
