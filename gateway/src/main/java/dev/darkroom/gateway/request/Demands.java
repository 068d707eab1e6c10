package dev.darkroom.gateway.request;

import dev.darkroom.job.spec.BatchKeys;
import dev.darkroom.job.spec.Demand;
import dev.darkroom.job.spec.EvaluationSpec;
import dev.darkroom.job.spec.FineTuneSpec;
import dev.darkroom.job.spec.InversionSpec;
import dev.darkroom.job.spec.JobSpec;
import dev.darkroom.job.spec.PictureSource;
import dev.darkroom.job.spec.Resources;
import dev.darkroom.job.spec.TrainingPlan;
import java.util.Map;

/** What a job needs of its worker, told from its full spec. */
final class Demands {
  /** Guidance of 1 is none, and spares every step its second half. */
  private static final double NO_GUIDANCE = 1;

  private Demands() {}

  /**
   * The job's demand.
   *
   * @param memoryBytes that its worker must have for models
   * @param weightBytes what its model's weights occupy as numbers of 32 bits
   * @param labels those that its worker must have
   */
  static Demand of(JobSpec spec, long memoryBytes, long weightBytes, Map<String, String> labels) {
    return new Demand(
        costClass(spec),
        work(spec),
        units(spec),
        BatchKeys.of(spec),
        Resources.of(spec),
        memoryBytes,
        weightBytes,
        labels);
  }

  private static int units(JobSpec spec) {
    return switch (spec) {
      case JobSpec.Generation s -> s.n();
      case JobSpec.Noop _, InversionSpec _, FineTuneSpec _, EvaluationSpec _ -> 1;
    };
  }

  /** Kind, model and size, and what else changes how long a unit of work takes. */
  private static String costClass(JobSpec spec) {
    String begin = spec.kind() + "/" + spec.model();
    return switch (spec) {
      case JobSpec.Generation s ->
          begin + size(s.width(), s.height()) + (s.guidanceScale() == NO_GUIDANCE ? "/free" : "");
      case InversionSpec s -> begin + size(s.lesson().resolution(), s.lesson().resolution());
      case FineTuneSpec s -> begin + size(s.dataset().resolution(), s.dataset().resolution());
      case JobSpec.Noop _, EvaluationSpec _ -> begin;
    };
  }

  private static String size(int width, int height) {
    return "/" + width + "x" + height;
  }

  private static double work(JobSpec spec) {
    return switch (spec) {
      case JobSpec.Generation s -> s.n() * steps(s);
      case JobSpec.Noop s -> s.millis();
      case InversionSpec s -> pictures(s.plan(), s.steps());
      case FineTuneSpec s -> pictures(s.plan(), s.plan().steps());
      case EvaluationSpec s -> s.of().size() + s.against().size();
    };
  }

  /** Steps of one picture, at the job's size. */
  private static double steps(JobSpec.Generation spec) {
    return switch (spec.options().source()) {
      case PictureSource.Noise _, PictureSource.Latent _ -> spec.steps();
      case PictureSource.Image s -> spec.steps() * s.strength();
      case PictureSource.Inpaint s -> spec.steps() * s.strength();
      case PictureSource.Outpaint s -> spec.steps() * s.strength();
      case PictureSource.TwoPass s -> {
        double smaller = (double) s.width() * s.height() / ((double) spec.width() * spec.height());
        yield spec.steps() * (smaller + s.strength());
      }
    };
  }

  /** Pictures that a training goes over. */
  private static double pictures(TrainingPlan plan, int steps) {
    return (double) steps * plan.batch().size() * plan.batch().accumulation();
  }
}
