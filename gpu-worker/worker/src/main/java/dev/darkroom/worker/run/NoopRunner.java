package dev.darkroom.worker.run;

import dev.darkroom.job.spec.JobSpec;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Waits for as long as the jobs say and draws nothing: it exercises everything around a runner.
 * Jobs of one batch wait at the same time.
 */
public final class NoopRunner implements BatchRunner<JobSpec.Noop> {
  private static final long SLICE_MILLIS = 250;

  @Override
  public void run(Batch<JobSpec.Noop> batch) {
    long waited = 0;
    for (var waiting = finish(batch, waited); !waiting.isEmpty(); waiting = finish(batch, waited)) {
      long slice = SLICE_MILLIS;
      for (Task<JobSpec.Noop> task : waiting) {
        slice = Math.min(slice, task.spec().millis() - waited);
      }
      batch.pause(Duration.ofMillis(slice));
      waited += slice;
      for (Task<JobSpec.Noop> task : batch.open()) {
        int millis = Math.toIntExact(task.spec().millis());
        task.context().progress().step("waiting", (int) waited, millis, Optional::empty);
      }
    }
  }

  /** Ends those that have waited long enough; returns the others. */
  private static List<Task<JobSpec.Noop>> finish(Batch<JobSpec.Noop> batch, long waited) {
    for (Task<JobSpec.Noop> task : batch.open()) {
      if (waited >= task.spec().millis()) {
        task.member().attempt(task.member()::finish);
      }
    }
    return batch.open();
  }
}
