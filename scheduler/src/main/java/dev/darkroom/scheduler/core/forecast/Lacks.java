package dev.darkroom.scheduler.core.forecast;

import dev.darkroom.job.worker.WorkerRecord;
import dev.darkroom.scheduler.core.state.Lane;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** What workers lack that a lane's jobs need: the first of it that leaves none. */
final class Lacks {
  private Lacks() {}

  /** What is missing; empty where one of the workers could run the lane's jobs. */
  static Optional<String> of(Lane lane, List<WorkerRecord> workers) {
    List<WorkerRecord> kind = having(workers, w -> w.capabilities().kinds().contains(lane.kind()));
    if (kind.isEmpty()) {
      return Optional.of("none runs %s jobs".formatted(lane.kind()));
    }
    List<WorkerRecord> model = having(kind, w -> runs(w, lane.model().name()));
    if (model.isEmpty()) {
      return Optional.of("none may run model '%s'".formatted(lane.model().name()));
    }
    List<WorkerRecord> memory =
        having(model, w -> w.capabilities().hasRoomFor(lane.memoryBytes(), lane.weightBytes()));
    if (memory.isEmpty()) {
      long most = model.stream().mapToLong(w -> w.capabilities().memoryBytes()).max().orElse(0);
      return Optional.of(
          "it needs %d bytes of memory and none has more than %d"
              .formatted(Math.max(lane.memoryBytes(), lane.weightBytes()), most));
    }
    List<WorkerRecord> labelled = memory;
    for (Map.Entry<String, String> label : lane.labels().entrySet()) {
      labelled =
          having(
              labelled,
              w -> label.getValue().equals(w.capabilities().labels().get(label.getKey())));
      if (labelled.isEmpty()) {
        return Optional.of(
            "none that could run it has label %s=%s".formatted(label.getKey(), label.getValue()));
      }
    }
    return Optional.empty();
  }

  private static boolean runs(WorkerRecord worker, String model) {
    return worker.capabilities().models().isEmpty()
        || worker.capabilities().models().contains(model);
  }

  private static List<WorkerRecord> having(
      List<WorkerRecord> workers, Predicate<WorkerRecord> what) {
    return workers.stream().filter(what).toList();
  }
}
