package dev.darkroom.gateway.auth;

import java.util.Optional;

/** Tells who a key belongs to. */
@FunctionalInterface
public interface Authenticator {

  /**
   * The caller with this key; empty where there is none. Called on an event loop: it must not
   * block, and must take the same time for every key that is wrong.
   */
  Optional<Caller> caller(String key);
}
