package dev.darkroom.gateway.body;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.darkroom.job.KeyRecord;
import dev.darkroom.job.Role;
import java.time.Instant;
import java.util.Optional;

/**
 * A key.
 *
 * @param key the key itself, told once: to whoever made it
 */
public record KeyBody(
    String id,
    String object,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> key,
    String tenant,
    Role role,
    Instant createdAt) {

  /** A key as lists show it. */
  public static KeyBody of(KeyRecord record) {
    return of(record, Optional.empty());
  }

  /** The same with its text. */
  public static KeyBody of(KeyRecord record, Optional<String> key) {
    return new KeyBody(
        record.id(), "key", key, record.tenant().toString(), record.role(), record.createdAt());
  }
}
