package dev.darkroom.job;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The whole latest state of a job: the value of {@code job/<id>} in the state topic. Replaying
 * these is the only way that a scheduler or a view learns of jobs.
 *
 * @param outputs of the committed run; empty before
 */
public record JobRecord(
    JobHeader header,
    SpecRef spec,
    JobState state,
    List<TimelineEntry> timeline,
    List<Output> outputs,
    Optional<Instant> startedAt) {
  /** Of a longer life, the first entry and the latest are kept. */
  public static final int MAX_TIMELINE = 64;

  public JobRecord {
    timeline = List.copyOf(timeline);
    outputs = List.copyOf(outputs);
  }

  /** A job that the scheduler has just accepted. */
  public static JobRecord accepted(JobHeader header, SpecRef spec, Instant at) {
    return new JobRecord(
        header,
        spec,
        JobState.accepted(at),
        List.of(new TimelineEntry(at, "queued", "")),
        List.of(),
        Optional.empty());
  }

  /** The record after an event; see {@link JobState#apply}. */
  public JobRecord apply(JobEvent event) {
    JobState next = JobState.apply(state, event);
    return switch (event) {
      case JobEvent.LeaseGranted e -> with(next, e, "leased", e.worker().toString());
      case JobEvent.RunStarted e ->
          new JobRecord(header, spec, next, longer(e, "running", ""), outputs, Optional.of(e.at()));
      case JobEvent.Requeued e -> with(next, e, "requeued", e.reason());
      case JobEvent.CancelRequested e -> with(next, e, "canceling", e.reason());
      case JobEvent.Canceled e -> with(next, e, "canceled", e.reason());
      case JobEvent.Succeeded e ->
          new JobRecord(header, spec, next, longer(e, "stored", ""), e.outputs(), startedAt);
      case JobEvent.Failed e ->
          with(next, e, e.deadLetter() ? "dead_letter" : "failed", e.error().code());
      case JobEvent.Expired e -> with(next, e, "expired", "");
    };
  }

  private JobRecord with(JobState next, JobEvent event, String what, String reason) {
    return new JobRecord(header, spec, next, longer(event, what, reason), outputs, startedAt);
  }

  private List<TimelineEntry> longer(JobEvent event, String what, String reason) {
    List<TimelineEntry> longer = new ArrayList<>(timeline);
    if (longer.size() == MAX_TIMELINE) {
      longer.remove(1);
    }
    longer.add(new TimelineEntry(event.at(), what, reason));
    return longer;
  }
}
