package dev.darkroom.storage.batch;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Optional;

/**
 * How far a batch is.
 *
 * @param owner the gateway that looks after it; empty where none does
 * @param done physical lines from the first on whose jobs are queued or refused for good
 * @param at when its owner last said so: one that says nothing for long has died
 * @param succeeded lines whose jobs have succeeded
 * @param failed lines that have ended otherwise
 */
public record BatchProgress(String owner, int done, Instant at, int succeeded, int failed) {
  /** Reads one; those of before results were written down as they came have no counts. */
  @JsonCreator
  static BatchProgress read(
      @JsonProperty("owner") String owner,
      @JsonProperty("done") int done,
      @JsonProperty("at") Instant at,
      @JsonProperty("succeeded") Optional<Integer> succeeded,
      @JsonProperty("failed") Optional<Integer> failed) {
    return new BatchProgress(owner, done, at, succeeded.orElse(0), failed.orElse(0));
  }
}
