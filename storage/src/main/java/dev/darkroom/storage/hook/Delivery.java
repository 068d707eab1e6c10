package dev.darkroom.storage.hook;

import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.TenantId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One event on its way to one webhook: the value of {@code delivery/<id>} in the hooks topic.
 *
 * @param id what {@code webhook-id} says: it follows from webhook and event, so that an event that
 *     is read twice is told once
 * @param subject the id of the job or batch
 * @param happenedAt when the event was
 * @param body the same at every try
 * @param attempts the latest {@value #MAX_ATTEMPTS}; only the last has its answer's body
 * @param version rises with each change, so that an older copy is known as one
 */
public record Delivery(
    String id,
    String hook,
    TenantId tenant,
    String type,
    String subject,
    Instant happenedAt,
    String body,
    DeliveryState state,
    List<HookAttempt> attempts,
    int version) {
  /** Tries that are remembered. */
  public static final int MAX_ATTEMPTS = 12;

  private static final String PREFIX = "msg_";
  private static final int ID_CHARS = 32;
  private static final Pattern ID = Pattern.compile(PREFIX + "[0-9a-f]{" + ID_CHARS + "}");

  public Delivery {
    attempts = List.copyOf(attempts);
  }

  /** A delivery that was not tried yet. */
  public static Delivery fresh(
      Webhook hook, String type, String subject, Instant happenedAt, String body, Instant now) {
    return new Delivery(
        idOf(hook.id(), type, subject, happenedAt),
        hook.id(),
        hook.tenant(),
        type,
        subject,
        happenedAt,
        body,
        new DeliveryState.Waiting(0, now),
        List.of(),
        1);
  }

  /** The id of what tells this webhook of this event. */
  public static String idOf(String hook, String type, String subject, Instant at) {
    String all = String.join("\n", hook, type, subject, at.toString());
    return PREFIX + Digest.of(all.getBytes(StandardCharsets.UTF_8)).hex().substring(0, ID_CHARS);
  }

  /** Whether a text could be a delivery's id. */
  public static boolean validId(String text) {
    return ID.matcher(text).matches();
  }

  /** The delivery after an event, and after the attempt that was one. */
  public Delivery apply(DeliveryState.Event event, Optional<HookAttempt> attempt) {
    List<HookAttempt> all = new ArrayList<>(attempts);
    if (attempt.isPresent()) {
      all.replaceAll(HookAttempt::brief);
      all.add(attempt.get());
    }
    return new Delivery(
        id,
        hook,
        tenant,
        type,
        subject,
        happenedAt,
        body,
        DeliveryState.apply(state, event),
        all.subList(Math.max(0, all.size() - MAX_ATTEMPTS), all.size()),
        version + 1);
  }
}
