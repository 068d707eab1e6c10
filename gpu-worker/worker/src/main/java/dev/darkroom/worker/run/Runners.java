package dev.darkroom.worker.run;

import dev.darkroom.job.spec.EvaluationSpec;
import dev.darkroom.job.spec.FineTuneSpec;
import dev.darkroom.job.spec.InversionSpec;
import dev.darkroom.job.spec.JobKind;
import dev.darkroom.job.spec.JobSpec;
import java.util.Set;

/** A runner for each kind of job; a new kind stops the build here. */
public record Runners(
    BatchRunner<JobSpec.Generation> generation,
    BatchRunner<JobSpec.Noop> noop,
    JobRunner<InversionSpec> inversion,
    JobRunner<FineTuneSpec> fineTune,
    JobRunner<EvaluationSpec> evaluation) {
  /** The kinds that have one. */
  public static final Set<JobKind> KINDS = Set.of(JobKind.values());

  /** Works off a batch, whose members are all of the first one's kind. */
  void run(Batch<JobSpec> batch) {
    switch (batch.tasks().getFirst().spec()) {
      case JobSpec.Generation _ -> generation.run(batch.of(JobSpec.Generation.class));
      case JobSpec.Noop _ -> noop.run(batch.of(JobSpec.Noop.class));
      case InversionSpec _ -> eachAlone(batch.of(InversionSpec.class), inversion);
      case EvaluationSpec _ -> eachAlone(batch.of(EvaluationSpec.class), evaluation);
      case FineTuneSpec _ -> eachAlone(batch.of(FineTuneSpec.class), fineTune);
    }
  }

  private static <S extends JobSpec> void eachAlone(Batch<S> batch, JobRunner<S> runner) {
    for (Task<S> task : batch.tasks()) {
      task.member()
          .attempt(() -> {
            runner.run(task.spec(), task.context());
            task.member().finish();
          });
    }
  }
}
