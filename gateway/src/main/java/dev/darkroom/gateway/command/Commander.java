package dev.darkroom.gateway.command;

import dev.darkroom.job.Command;
import dev.darkroom.job.CommandId;
import dev.darkroom.job.JobId;
import dev.darkroom.job.Reply;
import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.log.CommandOutcome;
import dev.darkroom.storage.log.CommandSender;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends a command and waits a little for the reply; a later one is handed on when it comes. */
public final class Commander {
  private static final Logger LOG = LoggerFactory.getLogger(Commander.class);

  private final CommandSender sender;
  private final ReplyWaits waits;
  private final Supplier<UUID> ids;

  /**
   * Sends over one sender.
   *
   * @param ids draws random UUIDs
   */
  public Commander(CommandSender sender, ReplyWaits waits, Supplier<UUID> ids) {
    this.sender = sender;
    this.waits = waits;
    this.ids = ids;
  }

  CommandId nextId() {
    return new CommandId(ids.get());
  }

  /** A job id that nobody has, on a partition. */
  JobId nextJobId(int partition) {
    return JobId.ofRandom(ids.get(), partition);
  }

  /**
   * Sends a command.
   *
   * @param late gets the reply if it comes after this call has returned without one
   * @return the reply, or empty where the log has the command and nobody has answered in time
   * @throws StorageException where the log did not take the command
   */
  Optional<Reply> send(Command command, Consumer<Reply> late) throws InterruptedException {
    CompletableFuture<CommandOutcome> sent = sender.send(command, waits.late());
    try {
      return reply(sent.get(waits.answer().toNanos(), TimeUnit.NANOSECONDS));
    } catch (TimeoutException _) {
      var _ = sent.whenComplete((outcome, failure) -> handOn(command, outcome, failure, late));
      return Optional.empty();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof StorageException down) {
        throw down;
      }
      throw new IllegalStateException("a command could not be sent", e.getCause());
    }
  }

  private static void handOn(
      Command command,
      @Nullable CommandOutcome outcome,
      @Nullable Throwable failure,
      Consumer<Reply> late) {
    if (outcome != null) {
      reply(outcome).ifPresent(late);
    } else {
      LOG.warn("command {} was answered as late and then failed", command.id(), failure);
    }
  }

  private static Optional<Reply> reply(CommandOutcome outcome) {
    return switch (outcome) {
      case CommandOutcome.Replied replied -> Optional.of(replied.reply());
      case CommandOutcome.Late _ -> Optional.empty();
    };
  }
}
