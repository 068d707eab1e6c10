package dev.darkroom.storage.log;

import dev.darkroom.job.command.Reply;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** From a reply that is waited for to what became of its command. */
final class Replies {
  private Replies() {}

  /** What became of a command: its reply, or its failure. */
  static CompletableFuture<CommandOutcome> outcomeOf(CompletableFuture<Reply> reply) {
    return reply.thenApply(CommandOutcome.Replied::new);
  }

  /** Calls the outcome late after {@code wait}, and gives the reply up after the longest wait. */
  static void lateAfter(
      Duration wait, CompletableFuture<Reply> reply, CompletableFuture<CommandOutcome> outcome) {
    var _ =
        outcome.completeOnTimeout(
            new CommandOutcome.Late(reply.copy()), wait.toMillis(), TimeUnit.MILLISECONDS);
    var _ = reply.orTimeout(CommandSender.LATEST.toMillis(), TimeUnit.MILLISECONDS);
  }
}
