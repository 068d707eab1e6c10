package dev.darkroom.worker.run;

import dev.darkroom.job.spec.JobSpec;

/**
 * Works off one kind of job. It returns when everything is in {@link RunContext#outputs}; it throws
 * {@link RunStoppedException} soon after the stop signal, and anything else to fail.
 */
@FunctionalInterface
public interface JobRunner<S extends JobSpec> {
  void run(S spec, RunContext context);
}
