package dev.darkroom.gateway.view.planted;

import dev.darkroom.scheduler.core.policy.SchedulerPolicy;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Supplier;

/** Breaks the rules for the gateway's job view, on purpose. */
public final class Violation {
  private Violation() {}

  static Supplier<UUID> chance() {
    return UUID::randomUUID;
  }

  static InstantSource clock() {
    return InstantSource.system();
  }

  static Future<SchedulerPolicy> scheduler() {
    return Future.succeededFuture(SchedulerPolicy.DEFAULT);
  }
}
