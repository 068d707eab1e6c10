package dev.darkroom.worker.run;

import dev.darkroom.job.JobSpec;

/** A runner for each kind of job; a new kind stops the build here. */
public record Runners(JobRunner<JobSpec.Generation> generation, JobRunner<JobSpec.Noop> noop) {

  void run(JobSpec spec, RunContext context) {
    switch (spec) {
      case JobSpec.Generation s -> generation.run(s, context);
      case JobSpec.Noop s -> noop.run(s, context);
    }
  }
}
