package dev.darkroom.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import dev.darkroom.job.id.Epoch;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.SpecRef;
import dev.darkroom.job.spec.OutputTerms;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The whole latest state of a job: the value of {@code job/<id>} in the state topic. Replaying
 * these is the only way that a scheduler or a view learns of jobs.
 *
 * @param outputs of the committed run; before that, what may already be looked at
 * @param past what earlier runs leave to the next; empty before the first
 * @param attempts the runs that have failed since it was queued or retried: the evidence; of more
 *     than {@value #MAX_ATTEMPTS} the first and the latest
 * @param travels of a job that has left its home partition
 */
public record JobRecord(
    JobHeader header,
    SpecRef spec,
    JobState state,
    List<TimelineEntry> timeline,
    List<Output> outputs,
    Optional<Instant> startedAt,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Past> past,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSetter(nulls = Nulls.AS_EMPTY)
        List<Attempt> attempts,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Travels> travels) {
  /** Of a longer life, the first entry and the latest are kept. */
  public static final int MAX_TIMELINE = 64;

  /** What the timeline calls the leaving of a partition. */
  public static final String MOVING = "moving";

  /** What the timeline calls an accepted checkpoint. */
  public static final String CHECKPOINTED = "checkpointed";

  /** Failed runs that are remembered. */
  public static final int MAX_ATTEMPTS = 8;

  /** Outputs that are shown before the run has ended; of more, the latest. */
  public static final int MAX_EARLY_OUTPUTS = 100;

  /**
   * What a job's runs leave to the next.
   *
   * @param last the latest run's epoch: the next one's is higher, also after the job had ended
   * @param checkpoint the one accepted last
   * @param bill of the latest run
   * @param yieldedAt when it last had to give way to a more urgent job
   */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  public record Past(
      Epoch last,
      @JsonInclude(JsonInclude.Include.ALWAYS) Optional<Checkpoint> checkpoint,
      Optional<Bill> bill,
      Optional<Instant> yieldedAt) {

    public Past(Epoch last, Optional<Checkpoint> checkpoint) {
      this(last, checkpoint, Optional.empty(), Optional.empty());
    }
  }

  public JobRecord {
    timeline = List.copyOf(timeline);
    outputs = List.copyOf(outputs);
    attempts = List.copyOf(attempts);
  }

  /** A job that has never left its home partition. */
  public JobRecord(
      JobHeader header,
      SpecRef spec,
      JobState state,
      List<TimelineEntry> timeline,
      List<Output> outputs,
      Optional<Instant> startedAt,
      Optional<Past> past,
      List<Attempt> attempts) {
    this(header, spec, state, timeline, outputs, startedAt, past, attempts, Optional.empty());
  }

  /** A job of which no run has failed. */
  public JobRecord(
      JobHeader header,
      SpecRef spec,
      JobState state,
      List<TimelineEntry> timeline,
      List<Output> outputs,
      Optional<Instant> startedAt,
      Optional<Past> past) {
    this(header, spec, state, timeline, outputs, startedAt, past, List.of());
  }

  /** A job that has not run yet. */
  public JobRecord(
      JobHeader header,
      SpecRef spec,
      JobState state,
      List<TimelineEntry> timeline,
      List<Output> outputs,
      Optional<Instant> startedAt) {
    this(header, spec, state, timeline, outputs, startedAt, Optional.empty());
  }

  /** The earlier job whose result this one has, where it never ran. */
  public Optional<JobId> cachedFrom() {
    return state instanceof JobState.Succeeded succeeded
        ? succeeded.cachedFrom()
        : Optional.empty();
  }

  /**
   * When what it left goes; empty while it has not ended.
   *
   * @param usual the longest, for jobs that say nothing of it
   */
  public Optional<Instant> outputsExpireAt(Duration usual) {
    Duration kept =
        header
            .terms()
            .flatMap(OutputTerms::expireAfter)
            .filter(asked -> asked.compareTo(usual) < 0)
            .orElse(usual);
    return state.endedAt().map(at -> at.plus(kept));
  }

  /** The partition whose record this is. */
  public int partition() {
    return travels.map(Travels::at).orElse(header.id().partition());
  }

  /** The partition that has the job now, as far as this record can tell. */
  public int livesOn() {
    return state instanceof JobState.MovedOut moved ? moved.to() : partition();
  }

  /** Half moves behind it: of two records of one job from two partitions, more is later. */
  public int legs() {
    return travels.map(Travels::legs).orElse(0);
  }

  /** The latest run's epoch, {@link Epoch#NONE} before the first. */
  public Epoch lastEpoch() {
    return past.map(Past::last).orElse(Epoch.NONE);
  }

  /** What it has in common with other dead letters of one cause; empty where it is none. */
  public Optional<Fingerprint> deadLetter() {
    return state instanceof JobState.Failed failed && failed.deadLetter()
        ? Optional.of(Fingerprint.of(failed.error(), header.model()))
        : Optional.empty();
  }

  /** Where the next run goes on from. */
  public Optional<Checkpoint> checkpoint() {
    return past.flatMap(Past::checkpoint);
  }

  /** What its tenant was charged for the latest run. */
  public Optional<Bill> bill() {
    return past.flatMap(Past::bill);
  }

  /** When it last had to give way to a more urgent job. */
  public Optional<Instant> yieldedAt() {
    return past.flatMap(Past::yieldedAt);
  }

  /** A job that the scheduler has just accepted. */
  public static JobRecord accepted(JobHeader header, SpecRef spec, Instant at) {
    return new JobRecord(
        header,
        spec,
        JobState.accepted(at),
        List.of(queuedAt(at)),
        List.of(),
        Optional.empty(),
        Optional.empty());
  }

  /** What the timeline of a job that was just accepted says. */
  public static TimelineEntry queuedAt(Instant at) {
    return new TimelineEntry(at, "queued", "");
  }

  /** The record after an event; see {@link JobState#apply}. */
  public JobRecord apply(JobEvent event) {
    JobState next = JobState.apply(state, event);
    return switch (event) {
      case JobEvent.LeaseGranted e ->
          with(next, e, "leased", e.worker().toString())
              .past(new Past(e.epoch(), checkpoint(), e.bill(), yieldedAt()));
      case JobEvent.RunStarted e ->
          new JobRecord(
              header,
              spec,
              next,
              longer(e, "running", ""),
              outputs,
              Optional.of(e.at()),
              past,
              attempts,
              travels);
      case JobEvent.Checkpointed e ->
          with(next, e, CHECKPOINTED, "step_" + e.checkpoint().step())
              .past(new Past(lastEpoch(), Optional.of(e.checkpoint()), bill(), yieldedAt()));
      case JobEvent.OutputsAdded e -> with(next, timeline, joined(e.outputs()));
      case JobEvent.Requeued e ->
          with(next, e, "requeued", e.reason())
              .tried(attempted(e.tries(), e.reason(), e.error(), e));
      case JobEvent.CancelRequested e -> with(next, e, "canceling", e.reason());
      case JobEvent.Canceled e -> with(next, e, "canceled", e.reason());
      case JobEvent.Succeeded e -> with(next, longer(e, "stored", ""), e.outputs());
      case JobEvent.Failed e ->
          with(next, e, e.deadLetter() ? "dead_letter" : "failed", e.error().code())
              .tried(attempted(e.error(), e));
      case JobEvent.Expired e -> with(next, e, "expired", "");
      case JobEvent.YieldRequested e ->
          with(next, e, "yielding", e.reason())
              .past(new Past(lastEpoch(), checkpoint(), bill(), Optional.of(e.at())));
      case JobEvent.PauseRequested e -> with(next, e, "pausing", e.reason());
      case JobEvent.Paused e -> with(next, e, "paused", e.reason());
      case JobEvent.Resumed e -> with(next, e, "resumed", "");
      case JobEvent.Moved e -> with(next, e, "moved", e.pool().toString()).of(header.in(e.pool()));
      case JobEvent.MovedOut e ->
          with(next, e, MOVING, e.pool().toString()).at(journey().leaving());
      case JobEvent.MovedIn e ->
          with(next, e, "moved", e.pool().toString())
              .of(header.in(e.pool()))
              .at(journey().arriving(e.partition()));
      case JobEvent.TurnedAway e ->
          with(next, e, "turned_away", e.reason()).at(journey().arriving(e.by()).leaving());
      case JobEvent.Reprioritised e ->
          with(next, e, "reprioritised", "priority_" + e.priority())
              .of(header.withPriority(e.priority()));
      case JobEvent.Retried e -> with(next, e, "retried", "").tried(List.of());
      case JobEvent.Reused e ->
          with(next, longer(e, "cached", e.result().from().toString()), e.result().outputs());
      case JobEvent.OutputsDeleted e ->
          with(next, longer(e, "outputs_deleted", ""), without(e.names(), e.at()));
    };
  }

  private JobRecord of(JobHeader changed) {
    return new JobRecord(
        changed, spec, state, timeline, outputs, startedAt, past, attempts, travels);
  }

  private Travels journey() {
    return travels.orElseGet(() -> Travels.none(header.id()));
  }

  private JobRecord at(Travels changed) {
    return new JobRecord(
        header, spec, state, timeline, outputs, startedAt, past, attempts, Optional.of(changed));
  }

  private JobRecord past(Past changed) {
    return new JobRecord(
        header, spec, state, timeline, outputs, startedAt, Optional.of(changed), attempts, travels);
  }

  private JobRecord tried(List<Attempt> all) {
    return new JobRecord(header, spec, state, timeline, outputs, startedAt, past, all, travels);
  }

  /** After a run that is tried again: where it counted as a failure it is evidence. */
  private List<Attempt> attempted(
      Tries after, String reason, Optional<JobError> error, JobEvent event) {
    boolean counted = state.counted().filter(after::isMoreThan).isPresent();
    return counted
        ? attempted(
            error.orElseGet(() ->
                JobError.of(ErrorKind.POISON, reason, "the worker was lost while it ran this job")),
            event)
        : attempts;
  }

  private List<Attempt> attempted(JobError error, JobEvent event) {
    if (state.currentWorker().isEmpty()) {
      return attempts;
    }
    List<Attempt> longer = new ArrayList<>(attempts);
    if (longer.size() == MAX_ATTEMPTS) {
      longer.remove(1);
    }
    longer.add(new Attempt(lastEpoch(), state.currentWorker().get(), error, event.at()));
    return longer;
  }

  private List<Output> without(List<String> names, Instant at) {
    return outputs.stream()
        .map(output -> names.contains(output.name()) ? output.deleted(at) : output)
        .toList();
  }

  /** A run that goes on from a checkpoint stores the files after it anew, under the same names. */
  private List<Output> joined(List<Output> added) {
    Set<String> names = added.stream().map(Output::name).collect(Collectors.toSet());
    List<Output> joined = new ArrayList<>(outputs);
    joined.removeIf(output -> names.contains(output.name()));
    joined.addAll(added);
    return joined.subList(Math.max(0, joined.size() - MAX_EARLY_OUTPUTS), joined.size());
  }

  private JobRecord with(JobState next, JobEvent event, String what, String reason) {
    return with(next, longer(event, what, reason), outputs);
  }

  private JobRecord with(JobState next, List<TimelineEntry> entries, List<Output> files) {
    return new JobRecord(header, spec, next, entries, files, startedAt, past, attempts, travels);
  }

  private List<TimelineEntry> longer(JobEvent event, String what, String reason) {
    List<TimelineEntry> longer = new ArrayList<>(timeline);
    if (what.equals(CHECKPOINTED) && longer.getLast().what().equals(CHECKPOINTED)) {
      longer.removeLast(); // of checkpoints in a row the latest is told: there may be hundreds
    }
    if (longer.size() == MAX_TIMELINE) {
      longer.remove(1);
    }
    longer.add(new TimelineEntry(event.at(), what, reason));
    return longer;
  }
}
