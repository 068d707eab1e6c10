package dev.darkroom.storage.hook;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.darkroom.job.id.TenantId;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a tenant wants to be told of what: the value of {@code hook/<id>} on partition {@value
 * #PARTITION} of the hooks topic.
 *
 * @param id {@code wh_} and 32 hex digits
 * @param events {@code job.succeeded}, {@code batch.completed}, …, {@code job.*}, {@code *}
 * @param secrets the newest first
 * @param since nothing that happened before is told: when it was made, or enabled again
 * @param generation rises whenever it is enabled again; what closed an earlier one does not count
 * @param enabled whether its tenant wants it to work
 */
public record Webhook(
    String id,
    TenantId tenant,
    URI url,
    List<String> events,
    HookFilter filter,
    List<HookSecret> secrets,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> description,
    Instant createdAt,
    Instant since,
    int generation,
    boolean enabled) {
  /** Where webhooks live. */
  public static final int PARTITION = 0;

  /** What is told of everything. */
  public static final String ALL_EVENTS = "*";

  private static final Pattern ID = Pattern.compile("wh_[0-9a-f]{32}");

  public Webhook {
    events = List.copyOf(events);
    secrets = List.copyOf(secrets);
    if (!validId(id)) {
      throw new IllegalArgumentException("a webhook's id is wh_ and 32 hex digits");
    }
  }

  /** Whether a text could be a webhook's id. */
  public static boolean validId(String text) {
    return ID.matcher(text).matches();
  }

  /** Whether it wants to hear of events of this type. */
  public boolean wants(String type) {
    String family = type.substring(0, type.indexOf('.') + 1) + ALL_EVENTS;
    return events.contains(ALL_EVENTS) || events.contains(family) || events.contains(type);
  }

  /** The same at another address, or for other events. */
  public Webhook changed(
      URI newUrl, List<String> newEvents, HookFilter newFilter, Optional<String> newDescription) {
    return new Webhook(
        id,
        tenant,
        newUrl,
        newEvents,
        newFilter,
        secrets,
        newDescription,
        createdAt,
        since,
        generation,
        enabled);
  }

  /** The same with other secrets. */
  public Webhook with(List<HookSecret> others) {
    return new Webhook(
        id,
        tenant,
        url,
        events,
        filter,
        others,
        description,
        createdAt,
        since,
        generation,
        enabled);
  }

  /** The same, at work from now on; whatever had closed it is forgotten. */
  public Webhook enabledAt(Instant now) {
    return new Webhook(
        id,
        tenant,
        url,
        events,
        filter,
        secrets,
        description,
        createdAt,
        now,
        generation + 1,
        true);
  }

  /** The same, at rest. */
  public Webhook disabled() {
    return new Webhook(
        id, tenant, url, events, filter, secrets, description, createdAt, since, generation, false);
  }
}
