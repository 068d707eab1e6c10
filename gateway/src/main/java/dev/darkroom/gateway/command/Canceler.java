package dev.darkroom.gateway.command;

import dev.darkroom.gateway.view.FarmView;
import dev.darkroom.gateway.view.Viewed;
import dev.darkroom.job.Command;
import dev.darkroom.job.JobId;
import dev.darkroom.job.Reply;
import java.util.Optional;

/** Asks for a job's end. */
public final class Canceler {
  private final Commander commander;
  private final FarmView view;

  public Canceler(Commander commander, FarmView view) {
    this.commander = commander;
    this.view = view;
  }

  /**
   * Cancels a job; blocks.
   *
   * @param reason for the job's timeline
   * @return the job as the scheduler left it, or as it was where nobody has answered in time
   * @throws dev.darkroom.gateway.problem.ProblemException where it has ended already
   * @throws dev.darkroom.storage.StorageException where the log does not take the command
   */
  public Viewed cancel(Viewed job, String reason) throws InterruptedException {
    JobId id = job.job().header().id();
    Command command =
        new Command.Cancel(commander.nextId(), job.job().header().tenant(), id, reason);
    // A late reply needs no care: the state topic shows what it did.
    Optional<Reply> reply = commander.send(command, _ -> {});
    if (reply.isEmpty()) {
      return job;
    }
    return switch (reply.get()) {
      case Reply.Accepted accepted -> {
        Viewed replied = Viewed.replied(accepted.job());
        view.jobs().overlay(replied);
        yield replied;
      }
      case Reply.Refused refused -> throw Refusals.problem(refused.refusal()).exception();
    };
  }
}
