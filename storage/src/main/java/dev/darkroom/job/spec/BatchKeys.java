package dev.darkroom.job.spec;

import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which jobs may run as one batch: those whose keys are equal. A key names all that must agree for
 * a model to draw several jobs together; prompts, seeds, learned words, guidance, formats and
 * numbers of pictures are each job's own.
 */
public final class BatchKeys {
  private BatchKeys() {}

  /**
   * The job's key.
   *
   * @param spec its model's version pinned
   * @return empty for a job that always runs alone: a training, an evaluation, pictures made from
   *     others, and whatever does not say which version of its model it means
   */
  public static Optional<String> of(JobSpec spec) {
    return switch (spec) {
      case JobSpec.Generation s -> generation(s);
      case JobSpec.Noop s -> Optional.of(s.kind() + "/" + s.model());
      case InversionSpec _, FineTuneSpec _, EvaluationSpec _ -> Optional.empty();
    };
  }

  private static Optional<String> generation(JobSpec.Generation spec) {
    GenerationOptions options = spec.options();
    boolean alone =
        spec.model().version().isEmpty() || !(options.source() instanceof PictureSource.Noise);
    return alone
        ? Optional.empty()
        : Optional.of(
            "%s/%s/%dx%d/%s/%d%s%s"
                .formatted(
                    spec.kind(),
                    spec.model(),
                    spec.width(),
                    spec.height(),
                    spec.sampler(),
                    spec.steps(),
                    eta(options),
                    loras(options)));
  }

  private static String eta(GenerationOptions options) {
    double eta = options.tuning().eta();
    return eta == 0 ? "" : "/eta=" + eta;
  }

  /** By their files: a LoRA that is published anew under its name is another. */
  private static String loras(GenerationOptions options) {
    return options.loras().stream()
        .map(lora -> "/" + lora.digest() + "*" + lora.weight())
        .collect(Collectors.joining());
  }
}
