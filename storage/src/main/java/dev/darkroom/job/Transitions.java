package dev.darkroom.job;

import dev.darkroom.job.id.Epoch;
import java.util.Optional;

/**
 * The arrows between a job's states: one function a state, in which every event there is stands,
 * with where it leads or among those that cannot happen.
 */
final class Transitions {
  private Transitions() {}

  /** See {@link JobState#apply}. */
  static JobState after(JobState state, JobEvent event) {
    return switch (state) {
      case JobState.Queued s -> after(s, event);
      case JobState.Leased s -> after(s, event);
      case JobState.Running s -> after(s, event);
      case JobState.Pausing s -> after(s, event);
      case JobState.Yielding s -> after(s, event);
      case JobState.Paused s -> after(s, event);
      case JobState.MovedOut s -> after(s, event);
      case JobState.Canceling s -> after(s, event);
      case JobState.Succeeded s -> after(s, event);
      case JobState.Failed s -> retried(s, event);
      case JobState.Canceled s -> retried(s, event);
      case JobState.Expired s -> retried(s, event);
    };
  }

  private static JobState after(JobState.Queued s, JobEvent event) {
    return switch (event) {
      case JobEvent.Moved _, JobEvent.Reprioritised _ -> s;
      case JobEvent.MovedOut e -> new JobState.MovedOut(e.to(), e.pool(), s, e.at());
      case JobEvent.Reused e ->
          new JobState.Succeeded(
              Epoch.NONE, e.result().manifest(), e.at(), Optional.of(e.result().from()));
      case JobEvent.LeaseGranted e -> new JobState.Leased(s.tries(), e.epoch(), e.worker(), e.at());
      case JobEvent.Paused e -> new JobState.Paused(e.tries(), s.last(), e.reason(), e.at());
      case JobEvent.Canceled e -> new JobState.Canceled(e.reason(), e.at());
      case JobEvent.Failed e -> new JobState.Failed(e.error(), e.deadLetter(), e.at());
      case JobEvent.Expired e -> new JobState.Expired(e.at());
      case JobEvent.RunStarted _,
          JobEvent.Checkpointed _,
          JobEvent.OutputsAdded _,
          JobEvent.Requeued _,
          JobEvent.PauseRequested _,
          JobEvent.YieldRequested _,
          JobEvent.Resumed _,
          JobEvent.CancelRequested _,
          JobEvent.Succeeded _,
          JobEvent.Retried _,
          JobEvent.OutputsDeleted _,
          JobEvent.MovedIn _,
          JobEvent.TurnedAway _ ->
          throw new JobState.IllegalTransition(s, event);
    };
  }

  private static JobState after(JobState.Leased s, JobEvent event) {
    return switch (event) {
      case JobEvent.Reprioritised _ -> s;
      case JobEvent.RunStarted e -> new JobState.Running(s.tries(), s.epoch(), s.worker(), e.at());
      case JobEvent.Requeued e -> new JobState.Queued(e.tries(), s.epoch(), e.at(), e.notBefore());
      case JobEvent.PauseRequested e ->
          new JobState.Pausing(s.tries(), s.epoch(), s.worker(), e.reason(), e.at());
      case JobEvent.CancelRequested e ->
          new JobState.Canceling(s.epoch(), s.worker(), e.reason(), e.at());
      case JobEvent.Failed e -> new JobState.Failed(e.error(), e.deadLetter(), e.at());
      case JobEvent.LeaseGranted _,
          JobEvent.YieldRequested _,
          JobEvent.Checkpointed _,
          JobEvent.OutputsAdded _,
          JobEvent.Paused _,
          JobEvent.Resumed _,
          JobEvent.Canceled _,
          JobEvent.Succeeded _,
          JobEvent.Expired _,
          JobEvent.Retried _,
          JobEvent.Moved _,
          JobEvent.Reused _,
          JobEvent.OutputsDeleted _,
          JobEvent.MovedOut _,
          JobEvent.MovedIn _,
          JobEvent.TurnedAway _ ->
          throw new JobState.IllegalTransition(s, event);
    };
  }

  private static JobState after(JobState.Running s, JobEvent event) {
    return switch (event) {
      case JobEvent.Reprioritised _ -> s;
      case JobEvent.Checkpointed _ -> s;
      case JobEvent.OutputsAdded _ -> s;
      case JobEvent.Requeued e -> new JobState.Queued(e.tries(), s.epoch(), e.at(), e.notBefore());
      case JobEvent.PauseRequested e ->
          new JobState.Pausing(s.tries(), s.epoch(), s.worker(), e.reason(), e.at());
      case JobEvent.YieldRequested e ->
          new JobState.Yielding(s.tries(), s.epoch(), s.worker(), e.reason(), e.at());
      case JobEvent.CancelRequested e ->
          new JobState.Canceling(s.epoch(), s.worker(), e.reason(), e.at());
      case JobEvent.Succeeded e -> new JobState.Succeeded(e.epoch(), e.manifest(), e.at());
      case JobEvent.Failed e -> new JobState.Failed(e.error(), e.deadLetter(), e.at());
      case JobEvent.LeaseGranted _,
          JobEvent.RunStarted _,
          JobEvent.Paused _,
          JobEvent.Resumed _,
          JobEvent.Canceled _,
          JobEvent.Expired _,
          JobEvent.Retried _,
          JobEvent.Moved _,
          JobEvent.Reused _,
          JobEvent.OutputsDeleted _,
          JobEvent.MovedOut _,
          JobEvent.MovedIn _,
          JobEvent.TurnedAway _ ->
          throw new JobState.IllegalTransition(s, event);
    };
  }

  private static JobState after(JobState.Pausing s, JobEvent event) {
    return switch (event) {
      case JobEvent.Reprioritised _ -> s;
      case JobEvent.Checkpointed _ -> s;
      case JobEvent.OutputsAdded _ -> s;
      case JobEvent.Paused e -> new JobState.Paused(e.tries(), s.epoch(), e.reason(), e.at());
      case JobEvent.Resumed e -> new JobState.Running(s.tries(), s.epoch(), s.worker(), e.at());
      case JobEvent.CancelRequested e ->
          new JobState.Canceling(s.epoch(), s.worker(), e.reason(), e.at());
      case JobEvent.Succeeded e -> new JobState.Succeeded(e.epoch(), e.manifest(), e.at());
      case JobEvent.Failed e -> new JobState.Failed(e.error(), e.deadLetter(), e.at());
      case JobEvent.LeaseGranted _,
          JobEvent.RunStarted _,
          JobEvent.Requeued _,
          JobEvent.PauseRequested _,
          JobEvent.YieldRequested _,
          JobEvent.Canceled _,
          JobEvent.Expired _,
          JobEvent.Retried _,
          JobEvent.Moved _,
          JobEvent.Reused _,
          JobEvent.OutputsDeleted _,
          JobEvent.MovedOut _,
          JobEvent.MovedIn _,
          JobEvent.TurnedAway _ ->
          throw new JobState.IllegalTransition(s, event);
    };
  }

  private static JobState after(JobState.Yielding s, JobEvent event) {
    return switch (event) {
      case JobEvent.Reprioritised _ -> s;
      case JobEvent.Checkpointed _ -> s;
      case JobEvent.OutputsAdded _ -> s;
      case JobEvent.Requeued e -> new JobState.Queued(e.tries(), s.epoch(), e.at(), e.notBefore());
      case JobEvent.PauseRequested e ->
          new JobState.Pausing(s.tries(), s.epoch(), s.worker(), e.reason(), e.at());
      case JobEvent.CancelRequested e ->
          new JobState.Canceling(s.epoch(), s.worker(), e.reason(), e.at());
      case JobEvent.Succeeded e -> new JobState.Succeeded(e.epoch(), e.manifest(), e.at());
      case JobEvent.Failed e -> new JobState.Failed(e.error(), e.deadLetter(), e.at());
      case JobEvent.LeaseGranted _,
          JobEvent.RunStarted _,
          JobEvent.YieldRequested _,
          JobEvent.Paused _,
          JobEvent.Resumed _,
          JobEvent.Canceled _,
          JobEvent.Expired _,
          JobEvent.Retried _,
          JobEvent.Moved _,
          JobEvent.Reused _,
          JobEvent.OutputsDeleted _,
          JobEvent.MovedOut _,
          JobEvent.MovedIn _,
          JobEvent.TurnedAway _ ->
          throw new JobState.IllegalTransition(s, event);
    };
  }

  private static JobState after(JobState.Paused s, JobEvent event) {
    return switch (event) {
      case JobEvent.Moved _, JobEvent.Reprioritised _ -> s;
      case JobEvent.MovedOut e -> new JobState.MovedOut(e.to(), e.pool(), s, e.at());
      case JobEvent.Resumed e -> new JobState.Queued(s.tries(), s.last(), e.at(), Optional.empty());
      case JobEvent.Canceled e -> new JobState.Canceled(e.reason(), e.at());
      case JobEvent.Expired e -> new JobState.Expired(e.at());
      case JobEvent.LeaseGranted _,
          JobEvent.RunStarted _,
          JobEvent.Checkpointed _,
          JobEvent.OutputsAdded _,
          JobEvent.Requeued _,
          JobEvent.PauseRequested _,
          JobEvent.YieldRequested _,
          JobEvent.Paused _,
          JobEvent.CancelRequested _,
          JobEvent.Succeeded _,
          JobEvent.Failed _,
          JobEvent.Retried _,
          JobEvent.Reused _,
          JobEvent.OutputsDeleted _,
          JobEvent.MovedIn _,
          JobEvent.TurnedAway _ ->
          throw new JobState.IllegalTransition(s, event);
    };
  }

  private static JobState after(JobState.MovedOut s, JobEvent event) {
    return switch (event) {
      case JobEvent.MovedIn _ -> s.was();
      case JobEvent.TurnedAway e -> new JobState.MovedOut(e.to(), e.pool(), s.was(), e.at());
      case JobEvent.LeaseGranted _,
          JobEvent.RunStarted _,
          JobEvent.Checkpointed _,
          JobEvent.OutputsAdded _,
          JobEvent.Requeued _,
          JobEvent.PauseRequested _,
          JobEvent.YieldRequested _,
          JobEvent.Paused _,
          JobEvent.Resumed _,
          JobEvent.CancelRequested _,
          JobEvent.Canceled _,
          JobEvent.Succeeded _,
          JobEvent.Failed _,
          JobEvent.Expired _,
          JobEvent.Retried _,
          JobEvent.Moved _,
          JobEvent.MovedOut _,
          JobEvent.Reprioritised _,
          JobEvent.Reused _,
          JobEvent.OutputsDeleted _ ->
          throw new JobState.IllegalTransition(s, event);
    };
  }

  private static JobState after(JobState.Canceling s, JobEvent event) {
    return switch (event) {
      case JobEvent.Checkpointed _ -> s;
      case JobEvent.OutputsAdded _ -> s;
      case JobEvent.Canceled e -> new JobState.Canceled(e.reason(), e.at());
      case JobEvent.Expired e -> new JobState.Expired(e.at());
      case JobEvent.Succeeded e -> new JobState.Succeeded(e.epoch(), e.manifest(), e.at());
      case JobEvent.LeaseGranted _,
          JobEvent.RunStarted _,
          JobEvent.Requeued _,
          JobEvent.PauseRequested _,
          JobEvent.YieldRequested _,
          JobEvent.Paused _,
          JobEvent.Resumed _,
          JobEvent.CancelRequested _,
          JobEvent.Failed _,
          JobEvent.Retried _,
          JobEvent.Moved _,
          JobEvent.Reprioritised _,
          JobEvent.Reused _,
          JobEvent.OutputsDeleted _,
          JobEvent.MovedOut _,
          JobEvent.MovedIn _,
          JobEvent.TurnedAway _ ->
          throw new JobState.IllegalTransition(s, event);
    };
  }

  /** A success is for good; only its files may go. */
  private static JobState after(JobState.Succeeded s, JobEvent event) {
    return switch (event) {
      case JobEvent.OutputsDeleted _ -> s;
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
          JobEvent.Canceled _,
          JobEvent.Succeeded _,
          JobEvent.Failed _,
          JobEvent.Expired _,
          JobEvent.Moved _,
          JobEvent.Reprioritised _,
          JobEvent.Reused _,
          JobEvent.MovedOut _,
          JobEvent.MovedIn _,
          JobEvent.TurnedAway _ ->
          throw new JobState.IllegalTransition(s, event);
    };
  }

  /** What has ended without a result may be tried anew, and nothing else. */
  private static JobState retried(JobState.Ended state, JobEvent event) {
    return switch (event) {
      case JobEvent.OutputsDeleted _ -> state;
      case JobEvent.Retried e ->
          new JobState.Queued(Tries.NONE, e.last(), e.at(), Optional.empty());
      case JobEvent.LeaseGranted _,
          JobEvent.RunStarted _,
          JobEvent.Checkpointed _,
          JobEvent.OutputsAdded _,
          JobEvent.Requeued _,
          JobEvent.PauseRequested _,
          JobEvent.YieldRequested _,
          JobEvent.Paused _,
          JobEvent.Resumed _,
          JobEvent.CancelRequested _,
          JobEvent.Canceled _,
          JobEvent.Succeeded _,
          JobEvent.Failed _,
          JobEvent.Expired _,
          JobEvent.Moved _,
          JobEvent.Reprioritised _,
          JobEvent.Reused _,
          JobEvent.MovedOut _,
          JobEvent.MovedIn _,
          JobEvent.TurnedAway _ ->
          throw new JobState.IllegalTransition(state, event);
    };
  }
}
