package dev.darkroom.worker.core;

import dev.darkroom.job.id.RunRef;
import dev.darkroom.job.id.WorkerId;
import dev.darkroom.job.worker.Assignment;
import dev.darkroom.job.worker.Report;
import java.util.List;

/** What a worker hears of: from its scheduler, its run, its log, its operator. */
public sealed interface WorkerEvent {

  /** The scheduler says this. */
  record Told(Assignment assignment) implements WorkerEvent {}

  /** The assignments for this incarnation are being read: now it may say hello. */
  record FeedOpen(WorkerId id) implements WorkerEvent {}

  /** The run thread has this to tell. */
  record RunTold(RunRef run, RunNews news) implements WorkerEvent {}

  /** The run thread is done. */
  record RunEnded(RunRef run, RunOutcome outcome) implements WorkerEvent {}

  /** The log has this report. */
  record Delivered(Report report) implements WorkerEvent {}

  /** The log did not take this report in time. */
  record NotDelivered(Report report) implements WorkerEvent {}

  /** These models are in memory now. */
  record ModelsHeld(List<String> names) implements WorkerEvent {
    public ModelsHeld {
      names = List.copyOf(names);
    }
  }

  /** Finish, then leave. */
  record DrainAsked() implements WorkerEvent {}

  /** Leave at once. */
  record StopAsked() implements WorkerEvent {}

  /** Time has passed. */
  record Tick() implements WorkerEvent {}
}
