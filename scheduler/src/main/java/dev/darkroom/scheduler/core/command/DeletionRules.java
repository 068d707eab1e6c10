package dev.darkroom.scheduler.core.command;

import dev.darkroom.job.JobEvent;
import dev.darkroom.job.JobRecord;
import dev.darkroom.job.Output;
import dev.darkroom.job.command.Command;
import dev.darkroom.job.command.Refusal;
import dev.darkroom.job.command.Reply;
import dev.darkroom.scheduler.core.state.Turn;
import java.util.List;

/** What its owner may have deleted of a job: what it left, or all of it, once it has ended. */
final class DeletionRules {
  private DeletionRules() {}

  /** Its files are gone from here on; whoever holds the bytes may delete them. */
  static Reply outputsDeleted(Turn turn, Command.DeleteOutputs command, JobRecord job) {
    if (!job.state().status().terminal()) {
      return notEnded(command, job);
    }
    List<Output> named =
        job.outputs().stream()
            .filter(output -> command.name().map(output.name()::equals).orElse(true))
            .toList();
    if (named.isEmpty() && command.name().isPresent()) {
      return CommandRules.refused(
          command,
          Refusal.OUTPUT_NOT_FOUND,
          "job %s has no output '%s'".formatted(command.job(), command.name().get()));
    }
    List<String> there =
        named.stream().filter(output -> output.deletedAt().isEmpty()).map(Output::name).toList();
    return there.isEmpty()
        ? CommandRules.repeated(command, job)
        : CommandRules.accepted(
            command, turn.apply(job, new JobEvent.OutputsDeleted(there, turn.now())));
  }

  /** The job is forgotten, as it would be some time after its end. */
  static Reply deleted(Turn turn, Command.DeleteJob command, JobRecord job) {
    if (!job.state().status().terminal()) {
      return notEnded(command, job);
    }
    Handovers.forget(turn, job);
    return CommandRules.accepted(command, job);
  }

  private static Reply notEnded(Command.OfJob command, JobRecord job) {
    return CommandRules.refused(
        command,
        Refusal.JOB_NOT_ENDED,
        "job %s is %s: only what has ended can be deleted: cancel it, or wait"
            .formatted(command.job(), job.state().status()));
  }
}
