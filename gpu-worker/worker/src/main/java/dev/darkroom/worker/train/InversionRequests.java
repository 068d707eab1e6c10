package dev.darkroom.worker.train;

import dev.darkroom.image.Rgb;
import dev.darkroom.job.InversionSpec;
import dev.darkroom.job.TrainingPlan;
import dev.darkroom.model.InversionRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** An inversion in the farm's words, said in the model library's. */
final class InversionRequests {
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
    return new InversionRequest.Descent(
        plan.steps(),
        Plans.batch(plan),
        Plans.rate(plan),
        plan.weightDecay(),
        Plans.precision(plan),
        plan.machine().checkpointing());
  }
}
