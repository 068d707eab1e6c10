package dev.darkroom.storage.log;

import dev.darkroom.job.Command;
import dev.darkroom.storage.StorageException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

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

  /** The partitions that commands can be sent to. */
  int partitions();

  @Override
  void close();
}
