package dev.darkroom.storage.log;

import dev.darkroom.job.worker.Report;
import dev.darkroom.storage.StorageException;
import java.util.concurrent.CompletableFuture;

/** Puts a worker's reports into the log, in order. Safe for use by many threads. */
public interface ReportSender extends AutoCloseable {

  /**
   * Sends a report and returns at once.
   *
   * @param partition where the worker's pool stands
   * @return completed when the log has it; or, failed, a {@link StorageException} UNAVAILABLE
   */
  CompletableFuture<Void> send(Report report, int partition);

  @Override
  void close();
}
