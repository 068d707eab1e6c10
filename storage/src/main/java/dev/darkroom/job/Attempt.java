package dev.darkroom.job;

import dev.darkroom.job.id.Epoch;
import dev.darkroom.job.id.WorkerId;
import java.time.Instant;

/**
 * A run of a job that failed: what is kept of it as evidence.
 *
 * @param worker who ran it
 * @param error why it failed, its message cut at {@value #MAX_MESSAGE} characters
 */
public record Attempt(Epoch epoch, WorkerId worker, JobError error, Instant at) {
  public static final int MAX_MESSAGE = 400;

  public Attempt {
    error = error.shorter(MAX_MESSAGE);
  }
}
