package dev.darkroom.scheduler.sim;

import dev.darkroom.job.CachedResult;
import dev.darkroom.job.Checkpoint;
import dev.darkroom.job.JobHeader;
import dev.darkroom.job.Output;
import dev.darkroom.job.RunManifest;
import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.Epoch;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.RunRef;
import dev.darkroom.job.id.WorkerId;
import dev.darkroom.job.worker.Grant;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;

/** The object store: what runs leave, each file written once. */
final class SimStore {
  private static final long LATE = 2_000;

  private final World world;
  private final boolean answersEarly;
  private final Map<RunRef, RunManifest> manifests = new HashMap<>();
  private final Map<JobId, List<Checkpoint>> checkpoints = new HashMap<>();
  private final Set<JobId> deadly = new HashSet<>();

  SimStore(World world, Plant plant) {
    this.world = world;
    this.answersEarly = plant == Plant.COMMIT_WITHOUT_MANIFEST;
  }

  void deadly(JobId job) {
    deadly.add(job);
  }

  /** Whether this run's job takes every worker with it. */
  boolean deadly(RunRef run) {
    return deadly.contains(run.job());
  }

  /** A job that never runs is given copies of what an identical one has made. */
  CachedResult copied(JobHeader header) {
    RunRef none = new RunRef(header.id(), Epoch.NONE);
    RunManifest manifest = drawn(none, header, "copy");
    store(none, manifest);
    JobId earlier = JobId.ofRandom(new UUID(1, header.id().low()), header.id().partition());
    return new CachedResult(earlier, digest(manifest), manifest.outputs());
  }

  /** The run's pictures and its manifest are stored. */
  RunManifest write(Grant grant, WorkerId worker) {
    RunRef run = grant.run();
    RunManifest manifest = drawn(run, grant.header(), worker.toString());
    if (answersEarly) {
      world.after(LATE, () -> store(run, manifest));
    } else {
      store(run, manifest);
    }
    return manifest;
  }

  /** What a run shows before it ends. */
  Output sample(Grant grant) {
    return output(grant.run(), grant.header(), "sample.png", Output.Role.SAMPLE, "");
  }

  private static RunManifest drawn(RunRef run, JobHeader header, String content) {
    List<Output> outputs = new ArrayList<>();
    for (int i = 0; i < header.demand().units(); i++) {
      outputs.add(output(run, header, i + ".png", Output.Role.IMAGE, content));
    }
    return new RunManifest(run.job(), run.epoch(), outputs);
  }

  private static Output output(
      RunRef run, JobHeader header, String name, Output.Role role, String content) {
    return new Output(
        name,
        role,
        "t/%s/j/%s/e/%s/%s".formatted(header.tenant(), run.job(), run.epoch(), name),
        digest(content + " " + run + " " + name),
        "image/png",
        1,
        OptionalLong.empty());
  }

  private void store(RunRef run, RunManifest manifest) {
    Violation.unless(manifests.put(run, manifest) == null, "%s wrote its manifest twice", run);
  }

  Optional<RunManifest> manifest(JobId job, Epoch epoch) {
    return Optional.ofNullable(manifests.get(new RunRef(job, epoch)));
  }

  /** A checkpoint of the run is stored from here on. */
  Checkpoint checkpoint(RunRef run) {
    List<Checkpoint> written = checkpoints.computeIfAbsent(run.job(), _ -> new ArrayList<>());
    int step = written.size() + 1;
    Checkpoint checkpoint =
        new Checkpoint(
            run.epoch(),
            step,
            "%s/%s/checkpoint-%d/checkpoint.json".formatted(run.job(), run.epoch(), step),
            digest(run + " " + step));
    written.add(checkpoint);
    return checkpoint;
  }

  /** The run goes on from this checkpoint. */
  void resumed(RunRef run, Checkpoint from) {
    Violation.unless(
        checkpoints.getOrDefault(run.job(), List.of()).contains(from),
        "%s goes on from %s, which nobody wrote",
        run,
        from);
    Violation.unless(
        from.epoch().compareTo(run.epoch()) < 0, "%s goes on from its own %s", run, from);
  }

  static Digest digest(RunManifest manifest) {
    return digest(manifest.toString());
  }

  static Digest digest(String content) {
    return Digest.of(content.getBytes(StandardCharsets.UTF_8));
  }
}
