package dev.darkroom.worker.train;

import dev.darkroom.job.Output;
import dev.darkroom.storage.Json;
import java.util.List;

/**
 * A checkpoint's manifest: everything that a run needs to go on elsewhere as if it had never
 * stopped.
 *
 * @param step steps that were done
 * @param state the training's own state, the optimizer's and the random numbers' among it
 * @param outputs what had been stored by then
 */
record SavedRun(int step, Output state, List<Output> outputs, Course course) {
  static final Json<SavedRun> JSON = Json.of("checkpoint", SavedRun.class, 4 << 20);

  SavedRun {
    outputs = List.copyOf(outputs);
  }
}
