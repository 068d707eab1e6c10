package dev.darkroom.gateway.batch;

import dev.darkroom.job.id.FileId;
import dev.darkroom.storage.batch.BatchManifest;
import dev.darkroom.storage.batch.BatchResult;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Makes files of a batch's results before the batch is said to have ended. Called again after a
 * crash, or by another gateway at the same time: it then writes the same under the same names.
 */
public interface ResultFiles {
  /** A farm whose batches leave none. */
  ResultFiles NONE = (_, _, _) -> new Left(Optional.empty(), Optional.empty());

  /** What was written, where there was something to write. */
  record Left(Optional<FileId> output, Optional<FileId> errors) {}

  /**
   * Writes them.
   *
   * @param results opens all of them from the first, one for each line; the caller closes each
   * @param ended when the batch ended: the same at every call
   * @throws dev.darkroom.storage.StorageException where something is down: it is called again
   */
  Left write(BatchManifest batch, Supplier<Stream<BatchResult>> results, Instant ended);
}
