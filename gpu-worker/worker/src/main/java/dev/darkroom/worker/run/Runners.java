package dev.darkroom.worker.run;

import dev.darkroom.job.EvaluationSpec;
import dev.darkroom.job.FineTuneSpec;
import dev.darkroom.job.InversionSpec;
import dev.darkroom.job.JobKind;
import dev.darkroom.job.JobSpec;
import java.util.Set;

/** A runner for each kind of job; a new kind stops the build here. */
public record Runners(
    JobRunner<JobSpec.Generation> generation,
    JobRunner<JobSpec.Noop> noop,
    JobRunner<InversionSpec> inversion,
    JobRunner<FineTuneSpec> fineTune,
    JobRunner<EvaluationSpec> evaluation) {
  /** The kinds that have one. */
  public static final Set<JobKind> KINDS = Set.of(JobKind.values());

  void run(JobSpec spec, RunContext context) {
    switch (spec) {
      case JobSpec.Generation s -> generation.run(s, context);
      case JobSpec.Noop s -> noop.run(s, context);
      case InversionSpec s -> inversion.run(s, context);
      case EvaluationSpec s -> evaluation.run(s, context);
      case FineTuneSpec s -> fineTune.run(s, context);
    }
  }
}
