package dev.darkroom.scheduler.sim;

import dev.darkroom.job.CachedResult;
import dev.darkroom.job.Checkpoint;
import dev.darkroom.job.JobEvent;
import dev.darkroom.job.JobRecord;
import dev.darkroom.job.JobState;
import dev.darkroom.job.Output;
import dev.darkroom.job.RunManifest;
import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.Epoch;
import dev.darkroom.job.id.JobId;
import dev.darkroom.scheduler.core.state.SchedulerState;
import dev.darkroom.storage.log.EventEntry;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the history tells of every job: one end and no more, epochs that rise, results that are
 * stored, and the state that the records have.
 */
final class JobStories {
  private final SimStore store;
  private final Accounts accounts;
  private final Map<JobId, JobState> states = new HashMap<>();
  private final Map<JobId, Epoch> epochs = new HashMap<>();
  private final Map<JobId, Checkpoint> checkpoints = new HashMap<>();
  private final Set<String> arrows = new TreeSet<>();

  /** The latest time that any clock has shown: where one is set back, what is over stays over. */
  private Instant latest = Instant.MIN;

  JobStories(SimStore store, Accounts accounts) {
    this.store = store;
    this.accounts = accounts;
  }

  /** The arrows between states that jobs have gone: from, event and to. */
  Set<String> arrows() {
    return arrows;
  }

  /** The state of a job by its history; empty before its first event. */
  Optional<JobState> of(JobId job) {
    return Optional.ofNullable(states.get(job));
  }

  /** A scheduler's clock shows this time. */
  void shows(Instant time) {
    latest = time.isAfter(latest) ? time : latest;
  }

  /**
   * What was committed together has happened, in this order; {@code records} are those after it.
   */
  void happened(List<EventEntry> events, SchedulerState records) {
    for (EventEntry entry : events) {
      JobRecord record =
          records.job(entry.job()).orElseThrow(() -> new Violation("no record of " + entry.job()));
      happened(record, entry.event());
    }
    for (EventEntry entry : events) {
      JobRecord record = records.job(entry.job()).orElseThrow();
      JobState told = of(entry.job()).orElseThrow();
      Violation.unless(
          record.state().equals(told),
          "by its events %s is %s, by its record %s",
          entry.job(),
          told,
          record.state());
      Violation.unless(
          record.checkpoint().equals(Optional.ofNullable(checkpoints.get(entry.job()))),
          "the checkpoint of %s is not the one accepted last",
          entry.job());
    }
  }

  private void happened(JobRecord record, JobEvent event) {
    JobId job = record.header().id();
    JobState from = of(job).orElseGet(() -> JobState.accepted(record.timeline().getFirst().at()));
    JobState to = next(job, from, event);
    states.put(job, to);
    arrows.add(name(from) + " " + name(event) + " " + name(to));
    if (from.currentWorker().isPresent() && to.currentWorker().isEmpty()) {
      accounts.over(job, event.at());
    }
    switch (event) {
      case JobEvent.RunStarted e -> accounts.started(job, e.at());
      case JobEvent.YieldRequested _ -> yields(record, from);
      case JobEvent.LeaseGranted e -> granted(record, from, e);
      case JobEvent.Succeeded e -> succeeded(record, e.epoch(), e.manifest(), e.outputs());
      case JobEvent.Reused e -> reused(record, e.result());
      case JobEvent.Checkpointed e -> {
        Violation.unless(
            e.checkpoint().epoch().equals(epochs.get(job)),
            "%s of %s is not its current run's",
            e.checkpoint(),
            job);
        checkpoints.put(job, e.checkpoint());
      }
      case JobEvent.Expired e ->
          Violation.unless(
              record.header().deadline().filter(d -> !latest.isBefore(d)).isPresent(),
              "%s expired at %s, before its deadline",
              job,
              e.at());
      case JobEvent.OutputsAdded _,
          JobEvent.Requeued _,
          JobEvent.PauseRequested _,
          JobEvent.Paused _,
          JobEvent.Resumed _,
          JobEvent.Retried _,
          JobEvent.CancelRequested _,
          JobEvent.Canceled _,
          JobEvent.Failed _,
          JobEvent.Moved _,
          JobEvent.MovedOut _,
          JobEvent.MovedIn _,
          JobEvent.TurnedAway _,
          JobEvent.Reprioritised _,
          JobEvent.OutputsDeleted _ -> {}
    }
  }

  /** Only what can be resumed is ever asked to give way. */
  private static void yields(JobRecord record, JobState from) {
    Violation.unless(
        record.header().kind().resumable() && from instanceof JobState.Running,
        "%s of kind %s was asked to give way",
        record.header().id(),
        record.header().kind());
  }

  private static JobState next(JobId job, JobState from, JobEvent event) {
    try {
      return JobState.apply(from, event);
    } catch (JobState.IllegalTransition cannotHappen) {
      throw new Violation("%s happened to %s, which is %s".formatted(event, job, from));
    }
  }

  private void granted(JobRecord record, JobState from, JobEvent.LeaseGranted grant) {
    JobId job = record.header().id();
    accounts.granted(record.header(), grant);
    Epoch before = epochs.put(job, grant.epoch());
    Violation.unless(
        before == null || before.compareTo(grant.epoch()) < 0,
        "epoch %s of %s follows %s",
        grant.epoch(),
        job,
        before);
    boolean backingOff =
        from instanceof JobState.Queued q && q.notBefore().filter(latest::isBefore).isPresent();
    Violation.unless(!backingOff, "%s was leased while it backed off", job);
    Violation.unless(
        record.header().deadline().filter(d -> !grant.at().isBefore(d)).isEmpty(),
        "%s was leased at %s, after its deadline",
        job,
        grant.at());
  }

  private void reused(JobRecord record, CachedResult result) {
    Violation.unless(
        !epochs.containsKey(record.header().id()),
        "%s has run and ends with the result of another",
        record.header().id());
    succeeded(record, Epoch.NONE, result.manifest(), result.outputs());
  }

  private void succeeded(JobRecord record, Epoch epoch, Digest manifest, List<Output> outputs) {
    JobId job = record.header().id();
    RunManifest stored =
        store
            .manifest(job, epoch)
            .orElseThrow(() -> new Violation(job + " succeeded and has no manifest"));
    Violation.unless(
        manifest.equals(SimStore.digest(stored)),
        "the committed manifest of %s is not the stored",
        job);
    Violation.unless(
        outputs.equals(stored.outputs()) && hashes(record.outputs()).equals(hashes(outputs)),
        "the outputs of %s are not those of its manifest",
        job);
  }

  /** A file that was deleted at once is still told of. */
  private static List<Digest> hashes(List<Output> outputs) {
    return outputs.stream().map(Output::hash).toList();
  }

  private static String name(Object of) {
    return of.getClass().getSimpleName();
  }
}
