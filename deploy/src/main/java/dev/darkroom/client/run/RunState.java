package dev.darkroom.client.run;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.Optional;

/**
 * What a folder is the run of: a small JSON file in it, written before anything is sent.
 *
 * @param source digest of the file of jobs
 * @param key idempotency key that it is sent under, so that it becomes one batch only
 * @param batch once the farm has told it
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record RunState(int version, String source, String key, Optional<String> batch) {
  static final int VERSION = 1;

  static RunState fresh(String source, String key) {
    return new RunState(VERSION, source, key, Optional.empty());
  }

  RunState with(String accepted) {
    return new RunState(version, source, key, Optional.of(accepted));
  }
}
