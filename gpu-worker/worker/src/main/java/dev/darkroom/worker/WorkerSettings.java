package dev.darkroom.worker;

import dev.darkroom.job.id.PoolId;
import dev.darkroom.job.id.WorkerId;
import dev.darkroom.job.spec.JobKind;
import dev.darkroom.job.worker.Capabilities;
import dev.darkroom.model.LoadOptions;
import dev.darkroom.weights.DType;
import dev.darkroom.worker.core.Timing;
import dev.darkroom.worker.run.Patience;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Everything that may differ between two workers, but for what they are connected to. */
public record WorkerSettings(
    Identity identity,
    Compute compute,
    Offer offer,
    SpoolSettings spool,
    Timing timing,
    Patience patience) {
  private static final Set<DType> FLOATS = EnumSet.of(DType.F32, DType.F16, DType.BF16);

  /**
   * Who it is.
   *
   * @param name unique in the farm; two processes of one name fight, and the later one wins
   * @param kinds of jobs it takes
   * @param labels its operator's own
   */
  public record Identity(String name, PoolId pool, Set<JobKind> kinds, Map<String, String> labels) {
    public Identity {
      var _ = new WorkerId(name, 0); // the same rule for names
      kinds = Set.copyOf(kinds);
      labels = Map.copyOf(labels);
      if (kinds.isEmpty()) {
        throw new IllegalArgumentException("worker '" + name + "' takes no kind of job: name one");
      }
    }
  }

  /**
   * What it computes with.
   *
   * @param modelBytes that models may occupy in memory
   * @param batch pictures of one job that are drawn together
   */
  public record Compute(LoadOptions options, long modelBytes, int batch) {
    public Compute {
      if (modelBytes < 1) {
        throw new IllegalArgumentException("worker model memory " + modelBytes + " is below 1");
      }
      if (batch < 1 || batch > 64) {
        throw new IllegalArgumentException("worker batch " + batch + " is not in 1 … 64");
      }
    }
  }

  /**
   * What it takes.
   *
   * @param workerClass under which its speed is learned: workers of one class are equally fast
   * @param models the names of the only ones that it runs; empty: any
   * @param maxBatch pictures of different jobs that it draws as one lease; 1: none but one job's
   */
  public record Offer(String workerClass, Set<String> models, int maxBatch) {
    public Offer {
      models = Set.copyOf(models);
      if (workerClass.isBlank()) {
        throw new IllegalArgumentException("a worker's class has no name: use one such as cpu");
      }
      if (maxBatch < 1 || maxBatch > 64) {
        throw new IllegalArgumentException("worker max-batch " + maxBatch + " is not in 1 … 64");
      }
    }

    /** Any model, one job at a time. */
    public static Offer plain(String workerClass) {
      return new Offer(workerClass, Set.of(), 1);
    }
  }

  /**
   * Where outputs wait for the object store.
   *
   * @param folder of this worker alone; it is emptied at the start
   * @param capBytes of all waiting files
   */
  public record SpoolSettings(Path folder, long capBytes) {
    public SpoolSettings {
      if (capBytes < 1) {
        throw new IllegalArgumentException("worker spool of " + capBytes + " bytes is below 1");
      }
    }
  }

  /** What it tells the scheduler of itself. */
  Capabilities capabilities() {
    return new Capabilities(
        identity.kinds(),
        compute.options().device().toString(),
        compute.modelBytes(),
        identity.labels(),
        offer.workerClass(),
        dtypes(),
        offer.models(),
        offer.maxBatch());
  }

  /** The one that it was told to compute in, or any that a model may choose. */
  private Set<String> dtypes() {
    return compute
        .options()
        .dtype()
        .map(Stream::of)
        .orElse(FLOATS.stream())
        .map(dtype -> dtype.name().toLowerCase(Locale.ROOT))
        .collect(Collectors.toSet());
  }
}
