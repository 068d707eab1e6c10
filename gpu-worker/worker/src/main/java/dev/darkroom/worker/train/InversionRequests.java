package dev.darkroom.worker.train;

import dev.darkroom.image.Rgb;
import dev.darkroom.inversion.PivotalRun;
import dev.darkroom.job.spec.InversionSpec;
import dev.darkroom.job.spec.TrainingPlan;
import dev.darkroom.model.FineTuneRequest;
import dev.darkroom.model.InversionRequest;
import dev.darkroom.storage.object.ModelManifest;
import dev.darkroom.training.RateCurve;
import dev.darkroom.worker.run.RunFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** An inversion in the farm's words, said in the model library's. */
final class InversionRequests {
  /** Of all gradients together, as diffusers' scripts have it. */
  private static final double MAX_NORM = 1;

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

  /** The second half of pivotal tuning: every kind of the UNet's layers, on the same pictures. */
  static PivotalRun.Around around(InversionSpec spec, ModelManifest base) {
    InversionSpec.Tuning tuning =
        spec.study()
            .tuning()
            .orElseThrow(() ->
                RunFailure.client(
                    "missing_field", "it is not said how the model is tuned", "tuning_steps"));
    TrainingPlan plan = spec.plan();
    return new PivotalRun.Around(
        FineTuneRequest.Lora.of(tuning.rank(), FineTuneRequest.Target.ofUNet()),
        new FineTuneRequest.Descent(
            tuning.steps(),
            Plans.batch(plan),
            new InversionRequest.Rate(tuning.learningRate(), false, new RateCurve.Cosine(), 0),
            1,
            plan.weightDecay(),
            MAX_NORM,
            Plans.precision(plan),
            plan.machine().checkpointing()),
        new FineTuneRequest.Lineage(
            base.ref() + " " + base.digest(), spec.word().placeholder() + "'s pictures"),
        spec.lesson().pictures().stream().map(picture -> picture.digest().toString()).toList());
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
