package dev.darkroom.architecture;

import dev.darkroom.plantedeast.East;
import dev.darkroom.plantedwest.West;

/** Where the violations grow. */
final class Plants {
  static final Class<?> JOB = dev.darkroom.job.planted.Violation.class;
  static final Class<?> CLIENT = dev.darkroom.client.planted.Violation.class;
  static final Class<?> STORAGE = dev.darkroom.storage.planted.Violation.class;
  static final Class<?> SCHEDULER_CORE = dev.darkroom.scheduler.core.planted.Violation.class;
  static final Class<?> WORKER_CORE = dev.darkroom.worker.core.planted.Violation.class;
  static final Class<?> GATEWAY_VIEW = dev.darkroom.gateway.view.planted.Violation.class;
  static final Class<?> MODEL = dev.darkroom.ldm.planted.Violation.class;
  static final Class<?> EAST = East.class;
  static final Class<?> WEST = West.class;

  private Plants() {}
}
