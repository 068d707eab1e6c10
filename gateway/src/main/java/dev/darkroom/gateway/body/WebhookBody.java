package dev.darkroom.gateway.body;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.darkroom.job.spec.JobKind;
import dev.darkroom.storage.hook.BatchLines;
import dev.darkroom.storage.hook.HookEntry;
import dev.darkroom.storage.hook.HookFilter;
import dev.darkroom.storage.hook.Webhook;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A webhook.
 *
 * @param disabled why it is told nothing; null where it works
 * @param secret the newest, told once: to whoever made or rotated it
 */
public record WebhookBody(
    String id,
    String object,
    URI url,
    List<String> events,
    Filter filter,
    Optional<String> description,
    boolean enabled,
    Optional<Disabled> disabled,
    Instant createdAt,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> secret) {

  /** Of which things it hears. */
  public record Filter(
      List<JobKind> kinds,
      List<String> models,
      List<String> pools,
      Map<String, String> metadata,
      BatchLines batchLines) {}

  /** Why it is told nothing: {@code gone}, {@code exhausted}, {@code asked}. */
  public record Disabled(String reason, Optional<Instant> at) {}

  public static WebhookBody of(
      Webhook hook, Optional<HookEntry.Closed> closed, Optional<String> secret) {
    Optional<Disabled> disabled =
        closed
            .map(end -> new Disabled(end.reason(), Optional.of(end.at())))
            .or(() ->
                hook.enabled()
                    ? Optional.empty()
                    : Optional.of(new Disabled("asked", Optional.empty())));
    HookFilter filter = hook.filter();
    return new WebhookBody(
        hook.id(),
        "webhook",
        hook.url(),
        hook.events(),
        new Filter(
            filter.kinds(), filter.models(), filter.pools(), filter.metadata(), filter.lines()),
        hook.description(),
        disabled.isEmpty(),
        disabled,
        hook.createdAt(),
        secret);
  }
}
