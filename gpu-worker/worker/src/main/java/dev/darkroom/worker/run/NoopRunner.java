package dev.darkroom.worker.run;

import dev.darkroom.job.JobSpec;
import java.time.Duration;
import java.util.Optional;

/** Waits for as long as the job says and draws nothing: it exercises everything around a runner. */
public final class NoopRunner implements JobRunner<JobSpec.Noop> {
  private static final long SLICE_MILLIS = 250;

  @Override
  public void run(JobSpec.Noop spec, RunContext context) {
    int slices = Math.toIntExact(Math.ceilDiv(spec.millis(), SLICE_MILLIS));
    for (int i = 0; i < slices; i++) {
      long left = spec.millis() - i * SLICE_MILLIS;
      context.pause(Duration.ofMillis(Math.min(SLICE_MILLIS, left)));
      context.progress().step("waiting", i + 1, slices, Optional::empty);
    }
  }
}
