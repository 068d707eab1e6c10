package dev.darkroom.scheduler.core.state;

import dev.darkroom.job.command.Command;
import dev.darkroom.job.command.Reply;
import dev.darkroom.job.worker.Assignment;
import dev.darkroom.storage.log.EventEntry;
import java.util.List;

/**
 * What a decision changes: all of it is committed in one transaction, and {@code next} is the state
 * from then on. An outcome that is not committed is dropped, and nothing has happened.
 *
 * @param changes the latest state of everything that changed, once each
 * @param commands what other partitions are told; each names its own
 * @param forgottenSpecs keys of the specs topic that nobody needs any more
 * @param rejections what was read and not believed, and why; for metrics and the log of the process
 * @param surprises what runs took and were expected to take; for metrics
 */
public record Outcome(
    SchedulerState next,
    List<EventEntry> events,
    List<StateChange> changes,
    List<Assignment> assignments,
    List<Reply> replies,
    List<Command> commands,
    List<String> forgottenSpecs,
    List<Rejection> rejections,
    List<Surprise> surprises) {
  public Outcome {
    events = List.copyOf(events);
    changes = List.copyOf(changes);
    assignments = List.copyOf(assignments);
    replies = List.copyOf(replies);
    commands = List.copyOf(commands);
    forgottenSpecs = List.copyOf(forgottenSpecs);
    rejections = List.copyOf(rejections);
    surprises = List.copyOf(surprises);
  }

  /** Whether there is nothing to write. */
  public boolean isEmpty() {
    return events.isEmpty()
        && changes.isEmpty()
        && assignments.isEmpty()
        && replies.isEmpty()
        && commands.isEmpty()
        && forgottenSpecs.isEmpty();
  }
}
