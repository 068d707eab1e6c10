package dev.darkroom.worker.run;

import dev.darkroom.job.EvaluationSpec;
import dev.darkroom.job.FineTuneSpec;
import dev.darkroom.job.InversionSpec;
import dev.darkroom.job.JobSpec;

/** A runner for each kind of job; a new kind stops the build here. */
public record Runners(JobRunner<JobSpec.Generation> generation, JobRunner<JobSpec.Noop> noop) {

  void run(JobSpec spec, RunContext context) {
    switch (spec) {
      case JobSpec.Generation s -> generation.run(s, context);
      case JobSpec.Noop s -> noop.run(s, context);
      case InversionSpec _, FineTuneSpec _, EvaluationSpec _ ->
          throw RunFailure.client(
              "kind_not_run", "this worker runs no " + spec.kind() + " jobs", "kind");
    }
  }
}
