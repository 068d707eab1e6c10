package dev.darkroom.worker.core.planted;

import dev.darkroom.scheduler.core.policy.SchedulerPolicy;
import io.minio.MinioClient;

/** Breaks the rules for the worker's core, on purpose. */
public final class Violation {
  private Violation() {}

  static long clock() {
    return System.nanoTime() + System.currentTimeMillis();
  }

  static MinioClient.Builder store() {
    return MinioClient.builder();
  }

  static SchedulerPolicy scheduler() {
    return SchedulerPolicy.DEFAULT;
  }
}
