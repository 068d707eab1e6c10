package dev.darkroom.gateway.auth;

import java.util.concurrent.CompletionStage;

/** Tells who a key or a token belongs to. */
@FunctionalInterface
public interface Authenticator {

  /**
   * Whose it is. Called on an event loop: it must not block, and must take the same time for every
   * key that is wrong. Never fails.
   */
  CompletionStage<Verdict> judge(String credential);
}
