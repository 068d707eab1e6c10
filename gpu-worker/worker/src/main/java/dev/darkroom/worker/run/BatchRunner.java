package dev.darkroom.worker.run;

import dev.darkroom.job.spec.JobSpec;

/**
 * Works off one kind of job, several of one batch key together. Every member gets its own outcome
 * as soon as it has one: it leaves when it is told to stop, fails by what {@link Member#attempt}
 * catches, and has succeeded with {@link Member#finish}. What this throws is the failure of all
 * that have none by then.
 */
@FunctionalInterface
public interface BatchRunner<S extends JobSpec> {
  void run(Batch<S> batch);
}
