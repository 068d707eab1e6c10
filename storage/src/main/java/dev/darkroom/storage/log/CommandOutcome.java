package dev.darkroom.storage.log;

import dev.darkroom.job.command.Reply;
import java.util.concurrent.CompletableFuture;

/** What became of a command that the log has. */
public sealed interface CommandOutcome {
  /** The scheduler answered. */
  record Replied(Reply reply) implements CommandOutcome {}

  /**
   * The log has the command and the scheduler did not answer in time: it will be done later.
   *
   * @param reply completes if the answer comes within {@link CommandSender#LATEST}, and else fails
   */
  record Late(CompletableFuture<Reply> reply) implements CommandOutcome {}
}
