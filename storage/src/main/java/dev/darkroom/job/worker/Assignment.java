package dev.darkroom.job.worker;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.darkroom.job.id.ModelRef;
import dev.darkroom.job.id.RunRef;
import dev.darkroom.job.id.WorkerId;
import java.time.Duration;
import java.util.List;

/** What the scheduler tells one worker. Workers skip what is not for their own incarnation. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "assignment")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Assignment.Run.class, name = "run"),
  @JsonSubTypes.Type(value = Assignment.LeaseRenewed.class, name = "lease_renewed"),
  @JsonSubTypes.Type(value = Assignment.CancelRun.class, name = "cancel_run"),
  @JsonSubTypes.Type(value = Assignment.YieldRun.class, name = "yield_run"),
  @JsonSubTypes.Type(value = Assignment.Preload.class, name = "preload"),
  @JsonSubTypes.Type(value = Assignment.Drain.class, name = "drain"),
  @JsonSubTypes.Type(value = Assignment.StopNow.class, name = "stop_now"),
  @JsonSubTypes.Type(value = Assignment.HelloAgain.class, name = "hello_again")
})
public sealed interface Assignment {
  WorkerId worker();

  /**
   * Run these jobs, as one batch where there are several; the lease lasts {@code lease} from when
   * the worker last sent a heartbeat that was renewed.
   */
  record Run(WorkerId worker, List<Grant> grants, Duration lease) implements Assignment {
    public Run {
      grants = List.copyOf(grants);
      if (grants.isEmpty()) {
        throw new IllegalArgumentException("a lease of no job is none");
      }
    }
  }

  /** The heartbeat of this sequence is in the log; a lease counts from its sending. */
  record LeaseRenewed(WorkerId worker, long sequence) implements Assignment {}

  /** Stop this run and report {@link Report.RunStopped}. */
  record CancelRun(WorkerId worker, RunRef run, String reason) implements Assignment {}

  /**
   * Save a checkpoint of this run, if it is one that can be resumed, stop it, and report {@link
   * Report.StopReason#YIELDED}.
   */
  record YieldRun(WorkerId worker, RunRef run, String reason) implements Assignment {}

  /**
   * Jobs that want this model are coming: bring it into memory beside what you run, if it fits. A
   * later one takes the place of one that waits; nothing is reported but the heartbeats' models.
   */
  record Preload(WorkerId worker, ModelRef model) implements Assignment {}

  /** Finish what you run, take nothing more, say goodbye. */
  record Drain(WorkerId worker) implements Assignment {}

  /**
   * Save checkpoints of the runs that can be resumed, stop all, report each with {@link
   * Report.StopReason#WORKER_STOPPING}, take nothing more, say goodbye.
   */
  record StopNow(WorkerId worker) implements Assignment {}

  /**
   * The scheduler does not know you: it took you for dead. Drop what you run and say hello as a new
   * incarnation.
   */
  record HelloAgain(WorkerId worker) implements Assignment {}
}
