package dev.darkroom.job.worker;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.darkroom.job.Checkpoint;
import dev.darkroom.job.JobError;
import dev.darkroom.job.Output;
import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.PoolId;
import dev.darkroom.job.id.RunRef;
import dev.darkroom.job.id.WorkerId;
import dev.darkroom.job.spec.Demand;
import java.util.List;

/** What a worker tells the scheduler of its pool. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "report")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Report.Hello.class, name = "hello"),
  @JsonSubTypes.Type(value = Report.Heartbeat.class, name = "heartbeat"),
  @JsonSubTypes.Type(value = Report.RunStarted.class, name = "run_started"),
  @JsonSubTypes.Type(value = Report.Checkpointed.class, name = "checkpointed"),
  @JsonSubTypes.Type(value = Report.OutputsStored.class, name = "outputs_stored"),
  @JsonSubTypes.Type(value = Report.RunSucceeded.class, name = "run_succeeded"),
  @JsonSubTypes.Type(value = Report.RunFailed.class, name = "run_failed"),
  @JsonSubTypes.Type(value = Report.RunStopped.class, name = "run_stopped"),
  @JsonSubTypes.Type(value = Report.Goodbye.class, name = "goodbye")
})
public sealed interface Report {
  WorkerId worker();

  /** I am new and idle; forget every earlier incarnation of my name. */
  record Hello(WorkerId worker, PoolId pool, Capabilities capabilities) implements Report {}

  /**
   * I am alive, and these are the runs of my lease. It renews the lease of each.
   *
   * @param sequence rises by one a heartbeat; the scheduler's {@link Assignment.LeaseRenewed}
   *     repeats it
   * @param models what is in memory, named as {@link Demand#resources} names it
   * @param draining I take no new work and leave when these runs end
   */
  record Heartbeat(
      WorkerId worker, long sequence, List<RunRef> runs, List<String> models, boolean draining)
      implements Report {
    public Heartbeat {
      runs = List.copyOf(runs);
      models = List.copyOf(models);
    }
  }

  /** The run began. */
  record RunStarted(WorkerId worker, RunRef run) implements Report {}

  /** The run's whole state is stored: whoever is given the job next may go on from there. */
  record Checkpointed(WorkerId worker, RunRef run, Checkpoint checkpoint) implements Report {}

  /** These files of the run may be looked at before it ends. */
  record OutputsStored(WorkerId worker, RunRef run, List<Output> outputs) implements Report {
    public OutputsStored {
      outputs = List.copyOf(outputs);
    }
  }

  /** The run's outputs and its manifest are stored. */
  record RunSucceeded(
      WorkerId worker, RunRef run, Digest manifest, List<Output> outputs, long executionMillis)
      implements Report {
    public RunSucceeded {
      outputs = List.copyOf(outputs);
    }
  }

  /** The run ended without a result. */
  record RunFailed(WorkerId worker, RunRef run, JobError error) implements Report {}

  /** The run stopped as it was told, or because its worker had to stop it. */
  record RunStopped(WorkerId worker, RunRef run, StopReason reason) implements Report {}

  /** I hold nothing and leave. */
  record Goodbye(WorkerId worker) implements Report {}

  /** Why a worker stopped a run before its end. */
  enum StopReason {
    /** The scheduler asked. */
    CANCELED,
    /** The scheduler asked it to yield; what can be resumed is in its last checkpoint. */
    YIELDED,
    /** The worker is shutting down at once. */
    WORKER_STOPPING,
    /** No renewal came in time: somebody else may have the job. */
    LEASE_LOST
  }
}
