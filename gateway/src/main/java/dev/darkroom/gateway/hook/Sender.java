package dev.darkroom.gateway.hook;

import dev.darkroom.storage.hook.Delivery;
import dev.darkroom.storage.hook.HookAttempt;
import dev.darkroom.storage.hook.HookSecret;
import dev.darkroom.storage.hook.Webhook;
import io.vertx.core.VertxException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Sends a delivery once: looks the receiver up, signs, posts, and tells what came of it. */
final class Sender {
  private static final int MAX_DETAIL = 300;
  private static final int MAX_CAUSES = 8;
  private static final int GONE = 410;

  private final AddressGuard guard;
  private final SecretBox box;
  private final HookClient client;
  private final Duration timeout;
  private final InstantSource clock;

  Sender(
      AddressGuard guard, SecretBox box, HookClient client, Duration timeout, InstantSource clock) {
    this.guard = guard;
    this.box = box;
    this.client = client;
    this.timeout = timeout;
    this.clock = clock;
  }

  /** One attempt; blocks for as long as it takes, the timeout at most. */
  HookAttempt send(Webhook hook, Delivery delivery) throws InterruptedException {
    Instant begun = clock.instant();
    List<InetAddress> addresses;
    try {
      addresses = guard.addresses(hook.url().getHost());
    } catch (AddressGuard.Forbidden e) {
      String reason = e.unknown() ? "address_unknown" : "address_forbidden";
      return failed(begun, Optional.empty(), reason, String.valueOf(e.getMessage()));
    }
    // Another one at each try: a name may have one that is down.
    InetAddress address = addresses.get(delivery.attempts().size() % addresses.size());
    Optional<String> shown = Optional.of(address.getHostAddress());
    try {
      String signature = Signature.of(secrets(hook, begun), delivery.id(), begun, delivery.body());
      return answered(begun, shown, post(hook, delivery, address, begun, signature));
    } catch (SecretBox.UnreadableException e) {
      return failed(begun, Optional.empty(), "secret_unreadable", String.valueOf(e.getMessage()));
    } catch (TimeoutException _) {
      return failed(
          begun,
          shown,
          "timeout",
          "the receiver has not answered in " + timeout.toSeconds() + " s");
    } catch (ExecutionException e) {
      @Nullable Throwable cause = e.getCause();
      String reason =
          cause instanceof SSLException
              ? "tls"
              : cause instanceof VertxException ? "connection_closed" : "unreachable";
      return failed(begun, shown, reason, message(e, cause));
    }
  }

  /** What a failed connection says; of TLS its innermost cause does, which names what is wrong. */
  private static String message(ExecutionException failure, @Nullable Throwable cause) {
    Throwable said = cause == null ? failure : cause;
    for (int depth = 0; said instanceof SSLException && depth < MAX_CAUSES; depth++) {
      @Nullable Throwable deeper = said.getCause();
      if (deeper == null) {
        break;
      }
      said = deeper;
    }
    return String.valueOf(said.getMessage());
  }

  /** An attempt that our own mistake has ended. */
  HookAttempt broken(String detail) {
    return failed(clock.instant(), Optional.empty(), "internal_error", detail);
  }

  /** The texts of those that sign now. */
  private List<String> secrets(Webhook hook, Instant now) throws SecretBox.UnreadableException {
    List<String> texts = new ArrayList<>();
    for (HookSecret secret : hook.secrets()) {
      if (secret.signsAt(now)) {
        texts.add(box.open(hook.id(), secret));
      }
    }
    return texts;
  }

  private HookClient.Answer post(
      Webhook hook, Delivery delivery, InetAddress address, Instant at, String signature)
      throws InterruptedException, ExecutionException, TimeoutException {
    URI url = hook.url();
    return client.post(
        url,
        address,
        Map.of(
            "Content-Type",
            "application/json",
            "User-Agent",
            "darkroom-webhooks",
            "webhook-id",
            delivery.id(),
            "webhook-timestamp",
            Long.toString(at.getEpochSecond()),
            "webhook-signature",
            signature),
        delivery.body(),
        timeout);
  }

  private HookAttempt answered(Instant begun, Optional<String> address, HookClient.Answer answer) {
    int status = answer.status();
    Optional<String> reason = reason(status);
    return new HookAttempt(
        begun,
        Optional.of(status),
        reason,
        reason.map(_ -> "the receiver answered " + status + ": only 2xx is a success"),
        address,
        Optional.of(answer.body()).filter(body -> !body.isEmpty()),
        since(begun));
  }

  private static Optional<String> reason(int status) {
    return switch (status / 100) {
      case 2 -> Optional.empty();
      case 3 -> Optional.of("redirect");
      default -> Optional.of(status == GONE ? HookAttempt.GONE : "status");
    };
  }

  private HookAttempt failed(
      Instant begun, Optional<String> address, String reason, String detail) {
    return new HookAttempt(
        begun,
        Optional.empty(),
        Optional.of(reason),
        Optional.of(detail.length() <= MAX_DETAIL ? detail : detail.substring(0, MAX_DETAIL) + "…"),
        address,
        Optional.empty(),
        since(begun));
  }

  private long since(Instant begun) {
    return Duration.between(begun, clock.instant()).toMillis();
  }
}
