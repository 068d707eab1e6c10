package dev.darkroom.storage.hook;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import java.util.Optional;

/** What a webhook's deliveries are signed with. */
@JsonTypeInfo(use = JsonTypeInfo.Id.DEDUCTION)
@JsonSubTypes({
  @JsonSubTypes.Type(HookSecret.Clear.class),
  @JsonSubTypes.Type(HookSecret.Sealed.class)
})
public sealed interface HookSecret {

  /** When it signs no more: set where a newer one has taken its place. */
  Optional<Instant> until();

  /** The same until another time. */
  HookSecret until(Instant end);

  /** Whether it signs at this time. */
  default boolean signsAt(Instant now) {
    return until().map(now::isBefore).orElse(true);
  }

  /**
   * One that whoever reads the log can read.
   *
   * @param text {@code whsec_} and the key in base64
   */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  record Clear(String text, Optional<Instant> until) implements HookSecret {
    @Override
    public HookSecret until(Instant end) {
      return new Clear(text, Optional.of(end));
    }

    @Override
    public String toString() {
      return "HookSecret[…]";
    }
  }

  /**
   * One that only who has the key can read.
   *
   * @param key id of the key that has sealed it
   * @param box base64 of the nonce, and what AES-256-GCM made of the text
   */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  record Sealed(String key, String box, Optional<Instant> until) implements HookSecret {
    @Override
    public HookSecret until(Instant end) {
      return new Sealed(key, box, Optional.of(end));
    }
  }
}
