package dev.darkroom.ldm.planted;

import ai.djl.ndarray.NDArray;
import dev.darkroom.job.id.JobId;
import java.util.concurrent.ThreadLocalRandom;

/** Breaks the rules for the model library, on purpose. */
public final class Violation {
  private Violation() {}

  static double chance() {
    return ThreadLocalRandom.current().nextDouble();
  }

  static int farm(JobId job) {
    return job.partition();
  }

  static long libtorch(NDArray array) {
    return array.size();
  }
}
