package dev.darkroom.gateway.body;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.darkroom.job.KeyRecord;
import dev.darkroom.job.KeyTerms;
import dev.darkroom.job.Role;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A key.
 *
 * @param key the key itself, told once: to whoever made it
 * @param scopes the only ones that it is good for; of none at all, any
 * @param gpuSeconds worker time of its jobs in each window
 * @param lastUsedAt as far as the gateway that is asked has seen
 */
public record KeyBody(
    String id,
    String object,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> key,
    String tenant,
    Role role,
    Optional<String> name,
    List<String> scopes,
    Optional<Instant> expiresAt,
    Optional<Double> gpuSeconds,
    Optional<Double> windowSeconds,
    Instant createdAt,
    Optional<Instant> lastUsedAt) {

  /** A key as lists show it. */
  public static KeyBody of(KeyRecord record, Optional<Instant> lastUsed) {
    return of(record, Optional.empty(), lastUsed);
  }

  /** The same with its text. */
  public static KeyBody of(KeyRecord record, Optional<String> key, Optional<Instant> lastUsed) {
    KeyTerms terms = record.terms();
    return new KeyBody(
        record.id(),
        "key",
        key,
        record.tenant().toString(),
        record.role(),
        terms.name(),
        terms.scopes(),
        terms.expiresAt(),
        terms.budget().map(budget -> budget.gpuTime().toMillis() / 1e3),
        terms.budget().map(budget -> budget.window().toMillis() / 1e3),
        record.createdAt(),
        lastUsed);
  }
}
