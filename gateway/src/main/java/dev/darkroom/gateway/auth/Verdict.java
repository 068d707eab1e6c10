package dev.darkroom.gateway.auth;

import java.time.Instant;

/** What a key or a token turns out to be. */
public sealed interface Verdict {

  /** Somebody's. */
  record Known(Caller caller) implements Verdict {}

  /** Somebody's, but its time was over then. */
  record Expired(Instant at) implements Verdict {}

  /**
   * Nobody's.
   *
   * @param why for the client; tells nothing of keys that there are
   */
  record Unknown(String why) implements Verdict {}

  /** A token that is good for nothing here. */
  record BadToken(String why) implements Verdict {}

  /** It cannot be said now; later it may. */
  record Undecided(String why) implements Verdict {}
}
