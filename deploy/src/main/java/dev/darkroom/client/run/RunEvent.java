package dev.darkroom.client.run;

import dev.darkroom.client.Batch;

/** What happens in a {@link BatchRun}, as it happens. */
public sealed interface RunEvent {

  /** A line that an earlier run has brought in; told before anything else. */
  record Recalled(Landing line) implements RunEvent {}

  /** So many of the file's bytes are sent. */
  record Sent(long bytes, long ofBytes) implements RunEvent {}

  /**
   * The farm has the batch.
   *
   * @param resumed whether it had it before this run
   */
  record Accepted(Batch batch, boolean resumed) implements RunEvent {}

  /** How it stands now. */
  record Standing(Batch batch) implements RunEvent {}

  /** So many more bytes of files have come. */
  record Received(long bytes) implements RunEvent {}

  /** A line has ended, and its files are here and verified. */
  record Landed(Landing line) implements RunEvent {}

  /** A line's files could not be fetched: the next run tries them again. */
  record Missed(String customId, String why) implements RunEvent {}
}
