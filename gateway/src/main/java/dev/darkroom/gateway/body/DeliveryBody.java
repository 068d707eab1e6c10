package dev.darkroom.gateway.body;

import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.darkroom.storage.hook.Delivery;
import dev.darkroom.storage.hook.DeliveryState;
import dev.darkroom.storage.hook.HookAttempt;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A delivery.
 *
 * @param id what {@code webhook-id} says
 * @param status {@code pending}, {@code delivered} or {@code failed}
 * @param reason why it has failed for good, a stable code
 * @param nextAttemptAt null where there is none
 * @param request the body that is sent
 */
public record DeliveryBody(
    String id,
    String object,
    String type,
    String subject,
    Instant happenedAt,
    String status,
    Optional<String> reason,
    Optional<Instant> nextAttemptAt,
    Optional<Instant> endedAt,
    @JsonRawValue String request,
    List<AttemptBody> attempts) {

  /**
   * One try.
   *
   * @param response the beginning of the answer's body; of the last try alone
   */
  public record AttemptBody(
      Instant at,
      Optional<Integer> status,
      Optional<String> reason,
      Optional<String> detail,
      Optional<String> address,
      Optional<String> response,
      long latencyMs) {}

  public static DeliveryBody of(Delivery delivery) {
    DeliveryState state = delivery.state();
    return new DeliveryBody(
        delivery.id(),
        "webhook.delivery",
        delivery.type(),
        delivery.subject(),
        delivery.happenedAt(),
        status(delivery),
        state instanceof DeliveryState.Failed failed
            ? Optional.of(failed.reason())
            : Optional.empty(),
        state instanceof DeliveryState.Waiting waiting
            ? Optional.of(waiting.next())
            : Optional.empty(),
        state.endedAt(),
        delivery.body(),
        delivery.attempts().stream().map(DeliveryBody::attempt).toList());
  }

  /** As clients read it. */
  public static String status(Delivery delivery) {
    return switch (delivery.state()) {
      case DeliveryState.Waiting _ -> "pending";
      case DeliveryState.Delivered _ -> "delivered";
      case DeliveryState.Failed _ -> "failed";
    };
  }

  private static AttemptBody attempt(HookAttempt attempt) {
    return new AttemptBody(
        attempt.at(),
        attempt.status(),
        attempt.reason(),
        attempt.detail(),
        attempt.address(),
        attempt.response(),
        attempt.millis());
  }
}
