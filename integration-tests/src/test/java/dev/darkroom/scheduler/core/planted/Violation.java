package dev.darkroom.scheduler.core.planted;

import dev.darkroom.worker.WorkerEnd;
import java.time.Instant;
import redis.clients.jedis.HostAndPort;

/** Breaks the rules for the scheduler's core, on purpose. */
public final class Violation {
  private Violation() {}

  static Instant clock() throws InterruptedException {
    Thread.sleep(1);
    return Instant.now();
  }

  static HostAndPort redis() {
    return new HostAndPort("planted", 1);
  }

  static WorkerEnd worker() {
    return new WorkerEnd.Left();
  }
}
