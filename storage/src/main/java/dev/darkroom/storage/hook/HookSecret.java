package dev.darkroom.storage.hook;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Optional;

/**
 * What a webhook's deliveries are signed with.
 *
 * @param text {@code whsec_} and the key in base64
 * @param until when it signs no more: set where a newer one has taken its place
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record HookSecret(String text, Optional<Instant> until) {

  /** Whether it signs at this time. */
  public boolean signsAt(Instant now) {
    return until.map(now::isBefore).orElse(true);
  }

  @Override
  public String toString() {
    return "HookSecret[…]";
  }
}
