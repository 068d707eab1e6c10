package dev.darkroom.scheduler.sim;

import dev.darkroom.job.Checkpoint;
import dev.darkroom.job.Digest;
import dev.darkroom.job.Epoch;
import dev.darkroom.job.JobEvent;
import dev.darkroom.job.JobId;
import dev.darkroom.job.JobRecord;
import dev.darkroom.job.JobState;
import dev.darkroom.job.PoolRecord;
import dev.darkroom.job.Reply;
import dev.darkroom.job.RunRef;
import dev.darkroom.job.WorkerId;
import dev.darkroom.job.WorkerState;
import dev.darkroom.scheduler.core.Outcome;
import dev.darkroom.scheduler.core.Pool;
import dev.darkroom.scheduler.core.Rejection;
import dev.darkroom.scheduler.core.SchedulerState;
import dev.darkroom.scheduler.core.Seat;
import dev.darkroom.scheduler.core.SortedTree;
import dev.darkroom.scheduler.core.StateChange;
import dev.darkroom.storage.log.EventEntry;
import dev.darkroom.storage.log.StateEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What must be true after every commit and at every moment, whatever goes wrong. */
final class Invariants implements SimWorker.Store {
  private final Map<JobId, JobState> ends = new HashMap<>();
  private final Map<JobId, Epoch> epochs = new HashMap<>();
  private final Map<RunRef, Digest> manifests = new HashMap<>();
  private final Map<JobId, List<Checkpoint>> checkpoints = new HashMap<>();
  private final Map<JobId, Checkpoint> acceptedCheckpoints = new HashMap<>();
  private final Set<JobId> promised = new HashSet<>();
  private final Set<JobId> deadly = new HashSet<>();

  /** What the log has, put together record by record. */
  private SchedulerState shadow = SchedulerState.empty(0);

  void wrote(StateChange change) {
    shadow = shadow.replay(change);
  }

  void deadly(JobId job) {
    deadly.add(job);
  }

  @Override
  public Digest write(RunRef run, String content) {
    Digest digest = SimWorker.digest(content);
    Digest before = manifests.put(run, digest);
    Violation.unless(before == null, "%s wrote its manifest twice", run);
    return digest;
  }

  @Override
  public Checkpoint checkpoint(RunRef run) {
    List<Checkpoint> written = checkpoints.computeIfAbsent(run.job(), _ -> new ArrayList<>());
    int step = written.size() + 1;
    Checkpoint checkpoint =
        new Checkpoint(
            run.epoch(),
            step,
            "%s/%s/checkpoint-%d/checkpoint.json".formatted(run.job(), run.epoch(), step),
            SimWorker.digest(run + " " + step));
    written.add(checkpoint);
    return checkpoint;
  }

  @Override
  public void resumed(RunRef run, Checkpoint from) {
    Violation.unless(
        checkpoints.getOrDefault(run.job(), List.of()).contains(from),
        "%s goes on from %s, which nobody wrote",
        run,
        from);
    Violation.unless(
        from.epoch().compareTo(run.epoch()) < 0, "%s goes on from its own %s", run, from);
  }

  @Override
  public boolean deadly(RunRef run) {
    return deadly.contains(run.job());
  }

  /** A scheduler has replayed the whole log. */
  void replayed(SchedulerState state) {
    Violation.unless(
        state.jobs().equals(shadow.jobs()) && state.pools().equals(shadow.pools()),
        "a replay of the log differs from what was written to it");
  }

  /** Something was decided while heartbeats of these workers stood in the log unread. */
  void decided(Outcome outcome, Set<WorkerId> unread) {
    for (StateChange change : outcome.changes()) {
      if (change.entry().orElse(null) instanceof StateEntry.WorkerEntry entry
          && entry.worker().state() instanceof WorkerState.Gone gone
          && gone.reason().equals("lease_expired")) {
        Violation.unless(
            !unread.contains(entry.worker().id()),
            "%s was taken for dead while its heartbeat stood unread",
            entry.worker().id());
      }
    }
  }

  /** An outcome is in the log. */
  void committed(Outcome outcome) {
    outcome.changes().forEach(this::wrote);
    for (Rejection rejection : outcome.rejections()) {
      Violation.unless(rejection.reason() != Rejection.Reason.DECISION_FAILED, "%s", rejection);
    }
    outcome.events().forEach(this::happened);
    for (Reply reply : outcome.replies()) {
      if (reply instanceof Reply.Accepted accepted) {
        promised.add(accepted.job().header().id());
      }
    }
    SchedulerState live = outcome.next();
    Violation.unless(
        live.jobs().equals(shadow.jobs()), "the live jobs differ from those in the log");
    Violation.unless(recordsEqual(live, shadow), "the live workers differ from those in the log");
    indexed(live);
    acceptedCheckpoints.forEach((job, checkpoint) ->
        Violation.unless(
            live.job(job).flatMap(JobRecord::checkpoint).equals(Optional.of(checkpoint)),
            "the checkpoint of %s is not the one accepted last",
            job));
    for (JobId job : promised) {
      Violation.unless(live.job(job).isPresent(), "accepted job %s is lost", job);
    }
  }

  /** At every moment: at most one worker works on a job and may believe that it should. */
  void working(List<SimWorker> workers) {
    Set<JobId> seen = new HashSet<>();
    for (SimWorker worker : workers) {
      Optional<RunRef> run = worker.entitled();
      Violation.unless(
          run.isEmpty() || seen.add(run.get().job()), "two workers hold a lease of %s", run);
    }
  }

  /** At the end, when all has been well for long enough. */
  void settled(SimClient client) {
    Violation.unless(client.allAnswered(), "a command was never answered");
    for (JobId job : client.accepted()) {
      JobRecord record =
          shadow.job(job).orElseThrow(() -> new Violation("accepted job " + job + " is lost"));
      Violation.unless(record.state().status().terminal(), "%s never ended", record);
    }
  }

  boolean allEnded(SimClient client) {
    return client.allAnswered()
        && client.accepted().stream()
            .allMatch(
                job -> shadow.job(job).filter(j -> j.state().status().terminal()).isPresent());
  }

  SchedulerState shadow() {
    return shadow;
  }

  private void happened(EventEntry entry) {
    JobId job = entry.job();
    if (entry.event() instanceof JobEvent.Retried) {
      JobState before = ends.remove(job);
      Violation.unless(
          !(before instanceof JobState.Succeeded), "%s had succeeded and was retried", job);
    }
    Violation.unless(
        !ends.containsKey(job), "%s happened to %s, which had ended", entry.event(), job);
    switch (entry.event()) {
      case JobEvent.LeaseGranted e -> {
        Epoch before = epochs.put(job, e.epoch());
        Violation.unless(
            before == null || before.compareTo(e.epoch()) < 0,
            "epoch %s of %s follows %s",
            e.epoch(),
            job,
            before);
      }
      case JobEvent.Succeeded e -> {
        Digest stored = manifests.get(new RunRef(job, e.epoch()));
        Violation.unless(
            e.manifest().equals(stored), "the committed manifest of %s is not the stored", job);
      }
      case JobEvent.Checkpointed e -> {
        Violation.unless(
            e.checkpoint().epoch().equals(epochs.get(job)),
            "%s of %s is not its current run's",
            e.checkpoint(),
            job);
        acceptedCheckpoints.put(job, e.checkpoint());
      }
      case JobEvent.RunStarted _,
          JobEvent.OutputsAdded _,
          JobEvent.Requeued _,
          JobEvent.PauseRequested _,
          JobEvent.YieldRequested _,
          JobEvent.Paused _,
          JobEvent.Resumed _,
          JobEvent.Retried _,
          JobEvent.CancelRequested _,
          JobEvent.Canceled _,
          JobEvent.Failed _,
          JobEvent.Expired _,
          JobEvent.Moved _,
          JobEvent.Reprioritised _ -> {}
    }
    JobState now = shadow.job(job).orElseThrow(() -> new Violation("no record of " + job)).state();
    if (now.status().terminal()) {
      switch (entry.event()) {
        case JobEvent.Succeeded _, JobEvent.Canceled _, JobEvent.Failed _, JobEvent.Expired _ ->
            ends.put(job, now);
        case JobEvent.LeaseGranted _,
            JobEvent.RunStarted _,
            JobEvent.Checkpointed _,
            JobEvent.OutputsAdded _,
            JobEvent.Requeued _,
            JobEvent.PauseRequested _,
            JobEvent.YieldRequested _,
            JobEvent.Paused _,
            JobEvent.Resumed _,
            JobEvent.Retried _,
            JobEvent.CancelRequested _,
            JobEvent.Moved _,
            JobEvent.Reprioritised _ -> {}
      }
    }
  }

  /** Every index says what the records say, and jobs and workers agree on who runs what. */
  private static void indexed(SchedulerState state) {
    Pool pool = state.pool(PoolRecord.DEFAULT);
    int waiting = 0;
    int ended = 0;
    for (Map.Entry<JobId, JobRecord> entry : state.jobs()) {
      JobState job = entry.getValue().state();
      waiting += job instanceof JobState.Queued || job instanceof JobState.Paused ? 1 : 0;
      ended += job.status().terminal() ? 1 : 0;
      job.currentWorker()
          .ifPresent(worker -> {
            RunRef run = new RunRef(entry.getKey(), job.currentEpoch().orElseThrow());
            Violation.unless(
                state
                    .seat(worker.name())
                    .filter(s -> s.record().id().equals(worker))
                    .filter(s -> s.record().runs().contains(run))
                    .isPresent(),
                "%s should be held by %s and is not",
                run,
                worker);
          });
    }
    int live = 0;
    int idle = 0;
    for (Map.Entry<String, Seat> entry : state.seats()) {
      WorkerState worker = entry.getValue().record().state();
      live += worker instanceof WorkerState.Gone ? 0 : 1;
      idle += worker instanceof WorkerState.Idle ? 1 : 0;
      worker
          .currentRuns()
          .forEach(run ->
              Violation.unless(
                  state
                      .job(run.job())
                      .flatMap(j -> j.state().currentEpoch())
                      .equals(Optional.of(run.epoch())),
                  "%s holds %s, which is not the job's current run",
                  entry.getKey(),
                  run));
    }
    Violation.unless(pool.waiting() == waiting, "%d wait, %d queued", waiting, pool.waiting());
    Violation.unless(state.ended().size() == ended, "%d have ended", ended);
    Violation.unless(state.leases().size() == live, "%d workers have leases", live);
    Violation.unless(pool.members().size() == live, "%d workers are members", live);
    Violation.unless(pool.idle().size() == idle, "%d workers are idle", idle);
  }

  private static boolean recordsEqual(SchedulerState one, SchedulerState other) {
    return records(one).equals(records(other));
  }

  private static SortedTree<String, Object> records(SchedulerState state) {
    SortedTree<String, Object> records = SortedTree.empty();
    for (Map.Entry<String, Seat> entry : state.seats()) {
      records = records.with(entry.getKey(), entry.getValue().record());
    }
    return records;
  }
}
