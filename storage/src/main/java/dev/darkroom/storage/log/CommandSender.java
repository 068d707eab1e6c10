package dev.darkroom.storage.log;

import dev.darkroom.job.command.Command;
import dev.darkroom.job.command.Reply;
import dev.darkroom.storage.StorageException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Puts commands into the log and matches the scheduler's replies by their command ids. Safe for use
 * by many threads.
 */
public interface CommandSender extends AutoCloseable {
  /** How long a late reply is still waited for. */
  Duration LATEST = Duration.ofMinutes(10);

  /**
   * Sends a command to its job's home partition.
   *
   * @param wait how long to wait for the reply, counted from the call; the outcome itself may take
   *     longer where the log is slow to take the command
   * @return what became of it; or, failed, a {@link StorageException} UNAVAILABLE where the log did
   *     not take the command (it may have it nevertheless: send it again under the same job id)
   */
  CompletableFuture<CommandOutcome> send(Command command, Duration wait);

  /**
   * Puts a command into the log, where its sender waits for no reply of its own: what is said of it
   * is heard by {@link #listen}.
   *
   * @return done when the log has it; or failed as {@link #send} does
   */
  CompletableFuture<Void> put(Command command);

  /**
   * Hands every reply on that comes from now on and that nobody waits for in {@link #send}: those
   * to commands that were {@link #put}, and to other senders' commands.
   *
   * @param listener returns at once and throws nothing
   * @return closed, it hears no more
   */
  Listening listen(Consumer<Reply> listener);

  /** A listener's registration. */
  interface Listening extends AutoCloseable {
    @Override
    void close();
  }

  /** The partitions that commands can be sent to. */
  int partitions();

  @Override
  void close();
}
