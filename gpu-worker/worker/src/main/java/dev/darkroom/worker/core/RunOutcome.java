package dev.darkroom.worker.core;

import dev.darkroom.job.ErrorKind;
import dev.darkroom.job.JobError;
import dev.darkroom.job.Output;
import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.RunRef;
import dev.darkroom.job.id.WorkerId;
import dev.darkroom.job.worker.Report;
import dev.darkroom.job.worker.Report.StopReason;
import java.util.List;
import java.util.Optional;

/** How a run ended on its own thread. */
public sealed interface RunOutcome {

  /** Its outputs and, last, its manifest are stored. */
  record Succeeded(Digest manifest, List<Output> outputs, long executionMillis)
      implements RunOutcome {
    public Succeeded {
      outputs = List.copyOf(outputs);
    }
  }

  /** It has no result, and this is why. */
  record Failed(JobError error) implements RunOutcome {}

  /** It stopped where it was told to. */
  record Stopped() implements RunOutcome {}

  /**
   * What to report of it. A run that was faster than the order to stop has its result: whether it
   * may commit is decided by its epoch.
   *
   * @param asked why it was told to stop, if it was
   */
  default Report report(WorkerId id, RunRef run, Optional<StopReason> asked) {
    return switch (this) {
      case Succeeded s ->
          new Report.RunSucceeded(id, run, s.manifest(), s.outputs(), s.executionMillis());
      case Failed f ->
          asked.isPresent()
              ? new Report.RunStopped(id, run, asked.get())
              : new Report.RunFailed(id, run, f.error());
      case Stopped _ ->
          asked.isPresent()
              ? new Report.RunStopped(id, run, asked.get())
              : new Report.RunFailed(id, run, STOPPED_UNASKED);
    };
  }

  JobError STOPPED_UNASKED =
      JobError.of(ErrorKind.BUG, "run_stopped_unasked", "the run stopped and nobody asked it to");
}
