package dev.darkroom.worker.train;

import dev.darkroom.image.Rgb;
import dev.darkroom.job.InversionSpec;
import dev.darkroom.job.TrainingPlan;
import dev.darkroom.model.InversionRequest;
import dev.darkroom.training.RateCurve;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** An inversion in the farm's words, said in the model library's. */
final class InversionRequests {
  private static final int CYCLES = 1;
  private static final double POWER = 1;

  private InversionRequests() {}

  /**
   * The request of a job.
   *
   * @param pictures the job's, read, in its order
   */
  static InversionRequest of(InversionSpec spec, List<Rgb> pictures) {
    List<InversionRequest.Example> examples = new ArrayList<>();
    for (int i = 0; i < pictures.size(); i++) {
      examples.add(
          new InversionRequest.Example(pictures.get(i), spec.lesson().pictures().get(i).caption()));
    }
    return new InversionRequest(
        new InversionRequest.Word(
            spec.word().placeholder(), spec.word().initializer(), spec.word().vectors()),
        examples,
        prompts(spec.lesson().prompts()),
        new InversionRequest.Preparation(
            spec.lesson().resolution(), spec.lesson().centerCrop(), spec.lesson().flip()),
        descent(spec.plan()),
        new InversionRequest.Variants(
            spec.study().progressive().isPresent()
                ? OptionalLong.of(spec.study().progressive().getAsInt())
                : OptionalLong.empty(),
            spec.study().regularization(),
            spec.study().perImage()),
        spec.plan().seed());
  }

  private static InversionRequest.Prompts prompts(InversionSpec.Prompts prompts) {
    return switch (prompts) {
      case OBJECT -> InversionRequest.Prompts.OBJECT;
      case STYLE -> InversionRequest.Prompts.STYLE;
      case CAPTIONS -> InversionRequest.Prompts.CAPTIONS;
      case BARE -> InversionRequest.Prompts.BARE;
    };
  }

  private static InversionRequest.Descent descent(TrainingPlan plan) {
    TrainingPlan.Batch batch = plan.batch();
    TrainingPlan.Rate rate = plan.rate();
    return new InversionRequest.Descent(
        plan.steps(),
        new InversionRequest.Batch(batch.size(), batch.accumulation(), batch.repeats()),
        new InversionRequest.Rate(
            rate.base(),
            rate.scaled(),
            RateCurve.named(rate.scheduler(), CYCLES, POWER, ""),
            rate.warmup()),
        plan.weightDecay(),
        switch (plan.machine().precision()) {
          case NO -> InversionRequest.Precision.F32;
          case BF16 -> InversionRequest.Precision.BF16;
          case FP16 -> InversionRequest.Precision.F16;
        },
        plan.machine().checkpointing());
  }
}
