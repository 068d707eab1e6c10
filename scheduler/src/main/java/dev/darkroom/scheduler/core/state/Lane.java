package dev.darkroom.scheduler.core.state;

import dev.darkroom.job.JobHeader;
import dev.darkroom.job.JobRecord;
import dev.darkroom.job.JobState;
import dev.darkroom.job.id.ModelRef;
import dev.darkroom.job.spec.Demand;
import dev.darkroom.job.spec.JobKind;
import dev.darkroom.job.worker.WorkerRecord;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Jobs of one tenant that no worker can tell apart: the same priority, and the same needs. Whoever
 * may run one of them may run all, so that a worker which cannot run the first does not have to
 * look at those behind it.
 *
 * @param alone its jobs run in no batch, since one they were in ended badly
 */
public record Lane(
    int priority,
    JobKind kind,
    ModelRef model,
    long memoryBytes,
    long weightBytes,
    Optional<String> batchKey,
    Set<String> resources,
    Map<String, String> labels,
    boolean alone)
    implements Comparable<Lane> {
  private static final Comparator<Lane> ORDER =
      Comparator.comparingInt(Lane::priority)
          .reversed()
          .thenComparing(Lane::kind)
          .thenComparing(lane -> lane.model().name())
          .thenComparing(lane -> lane.model().version().orElse(0))
          .thenComparingLong(Lane::memoryBytes)
          .thenComparingLong(Lane::weightBytes)
          .thenComparing(lane -> lane.batchKey().orElse(""))
          .thenComparing(Lane::alone)
          .thenComparing(lane -> lane.resources().isEmpty() ? "" : lane.resources().toString())
          .thenComparing(
              lane -> lane.labels().isEmpty() ? "" : new TreeMap<>(lane.labels()).toString());

  /** Where this job waits. */
  public static Lane of(JobRecord job) {
    JobHeader header = job.header();
    Demand demand = header.demand();
    boolean alone = job.state() instanceof JobState.Queued s && s.tries().alone();
    return new Lane(
        header.priority(),
        header.kind(),
        header.model(),
        demand.memoryBytes(),
        demand.weightBytes(),
        demand.batchKey(),
        demand.resources(),
        demand.labels(),
        alone);
  }

  /** Whether its jobs may share a lease with others of this key. */
  public Optional<String> batch() {
    return alone ? Optional.empty() : batchKey;
  }

  /** Whether this worker could ever run its jobs, whatever it does now. */
  public boolean suits(WorkerRecord worker) {
    var can = worker.capabilities();
    return can.kinds().contains(kind)
        && can.hasRoomFor(memoryBytes, weightBytes)
        && (can.models().isEmpty() || can.models().contains(model.name()))
        && can.labels().entrySet().containsAll(labels.entrySet());
  }

  /** Whether this worker may be given its jobs now: they suit it, and their model does not fail. */
  public boolean open(WorkerRecord worker, Instant now) {
    return suits(worker) && worker.admits(model, now);
  }

  /** Whether the worker holds in memory already what its jobs need. */
  public boolean heldBy(WorkerRecord worker) {
    return worker.models().containsAll(resources);
  }

  @Override
  public int compareTo(Lane other) {
    return this == other ? 0 : ORDER.compare(this, other);
  }
}
