package dev.darkroom.storage.hook;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.darkroom.job.id.TenantId;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Something that webhooks are told of and that is no job's state: a batch's end, a test.
 *
 * @param id the same for the same happening, however often it is told
 * @param type {@code batch.completed}, {@code webhook.test}, …
 * @param subject the id of what it happened to
 * @param metadata what filters look at
 * @param data the body's {@code data}, as JSON
 * @param hook the only one that is told; empty for all of the tenant's that want it
 */
public record HookEvent(
    String id,
    String type,
    String subject,
    TenantId tenant,
    Instant at,
    Map<String, String> metadata,
    String data,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> hook) {
  /** Longest {@code data}, in characters. */
  public static final int MAX_DATA = 16_000;

  public HookEvent {
    metadata = Map.copyOf(metadata);
    if (data.length() > MAX_DATA) {
      throw new IllegalArgumentException(
          "an event's data has " + data.length() + " characters: use at most " + MAX_DATA);
    }
  }
}
