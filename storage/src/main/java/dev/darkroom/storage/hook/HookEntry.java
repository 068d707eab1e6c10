package dev.darkroom.storage.hook;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;

/** What a record of the hooks topic holds. Its key names the thing; no value, and it is gone. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "entry")
@JsonSubTypes({
  @JsonSubTypes.Type(value = HookEntry.Registered.class, name = "hook"),
  @JsonSubTypes.Type(value = HookEntry.Closed.class, name = "closed"),
  @JsonSubTypes.Type(value = HookEntry.Sending.class, name = "delivery"),
  @JsonSubTypes.Type(value = HookEntry.Told.class, name = "event"),
  @JsonSubTypes.Type(value = HookEntry.Again.class, name = "again")
})
public sealed interface HookEntry {

  /** The record's key. */
  @JsonIgnore
  String key();

  /** A webhook, as its tenant wants it; written by whichever gateway was asked. */
  record Registered(Webhook hook) implements HookEntry {
    @Override
    public String key() {
      return hookKey(hook.id());
    }
  }

  /**
   * A webhook of this generation is told no more, and why; written by whoever delivers.
   *
   * @param reason stable code: {@code gone}, {@code exhausted}
   */
  record Closed(String hook, int generation, String reason, Instant at) implements HookEntry {
    @Override
    public String key() {
      return closedKey(hook);
    }
  }

  /** A delivery; written by the owner of its partition alone. */
  record Sending(Delivery delivery) implements HookEntry {
    @Override
    public String key() {
      return deliveryKey(delivery.id());
    }
  }

  /** Webhooks are to be told of this; gone when their deliveries are in the log. */
  record Told(HookEvent event) implements HookEntry {
    @Override
    public String key() {
      return eventKey(event.id());
    }
  }

  /** Somebody wants a delivery sent again; gone when it is under way. */
  record Again(String delivery, Instant at) implements HookEntry {
    @Override
    public String key() {
      return againKey(delivery);
    }
  }

  static String hookKey(String hook) {
    return "hook/" + hook;
  }

  static String closedKey(String hook) {
    return "closed/" + hook;
  }

  static String deliveryKey(String delivery) {
    return "delivery/" + delivery;
  }

  static String eventKey(String event) {
    return "event/" + event;
  }

  static String againKey(String delivery) {
    return "again/" + delivery;
  }
}
