package dev.darkroom.worker.train;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.darkroom.job.Output;
import dev.darkroom.storage.Json;
import java.util.List;
import java.util.Optional;

/**
 * A checkpoint's manifest: everything that a run needs to go on elsewhere as if it had never
 * stopped.
 *
 * @param step steps that were done
 * @param state the training's own state, the optimizer's and the random numbers' among it; empty
 *     before its first step
 * @param outputs what had been stored by then
 * @param drawn class pictures that are there while others are still missing, each by a name that
 *     tells how it was drawn
 */
record SavedRun(
    int step,
    Optional<Output> state,
    List<Output> outputs,
    Course course,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<List<Output>> drawn) {
  static final Json<SavedRun> JSON = Json.of("checkpoint", SavedRun.class, 4 << 20);

  SavedRun {
    outputs = List.copyOf(outputs);
    drawn = drawn.map(List::copyOf);
  }
}
