package dev.darkroom.worker.train;

import dev.darkroom.dataset.Dataset;
import dev.darkroom.dataset.DatasetReport;
import dev.darkroom.embedding.LearnedWord;
import dev.darkroom.image.Buckets;
import dev.darkroom.image.Rgb;
import dev.darkroom.job.spec.FineTuneSpec;
import dev.darkroom.job.spec.TrainingPlan;
import dev.darkroom.model.FineTuneRequest;
import dev.darkroom.model.SamplingSettings;
import dev.darkroom.model.Size;
import dev.darkroom.nn.LowRank;
import dev.darkroom.storage.object.ModelCard;
import dev.darkroom.storage.object.ModelManifest;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** A fine-tune in the farm's words, said in the model library's. */
final class FineTuneRequests {
  private FineTuneRequests() {}

  /**
   * What a job's names stand for.
   *
   * @param report of the dataset
   * @param classPictures of the subject's class, all of them
   */
  record Found(
      Dataset dataset,
      DatasetReport report,
      List<LearnedWord> words,
      List<Supplier<Rgb>> classPictures) {}

  static FineTuneRequest of(FineTuneSpec spec, ModelManifest base, Found found) {
    return new FineTuneRequest(
        method(spec, base.card(), found.classPictures()),
        new FineTuneRequest.Material(
            examples(found),
            buckets(spec.dataset(), base.card()),
            spec.dataset().flip(),
            found.words()),
        descent(spec),
        objective(spec.change().recipe()),
        new FineTuneRequest.Lineage(
            base.ref() + " " + base.digest(), "sha256:" + found.dataset().digest()),
        spec.plan().seed());
  }

  /** The sizes that pictures are trained at, multiples of the model's factor. */
  static Buckets buckets(FineTuneSpec.Dataset dataset, ModelCard card) {
    return dataset.buckets()
        ? Buckets.around(dataset.resolution(), card.limits().sizeFactor())
        : Buckets.square(dataset.resolution());
  }

  private static List<FineTuneRequest.Example> examples(Found found) {
    Map<String, Dataset.Item> items =
        found.dataset().items().stream()
            .collect(Collectors.toMap(Dataset.Item::name, Function.identity()));
    List<FineTuneRequest.Example> examples = new ArrayList<>();
    for (DatasetReport.Preview seen : found.report().preview()) {
      Dataset.Item item = Optional.ofNullable(items.get(seen.file())).orElseThrow();
      examples.add(
          new FineTuneRequest.Example(
              () -> found.dataset().picture(item),
              new Size(seen.width(), seen.height()),
              seen.caption(),
              "sha256:" + seen.digest()));
    }
    return examples;
  }

  private static FineTuneRequest.Method method(
      FineTuneSpec spec, ModelCard card, List<Supplier<Rgb>> classPictures) {
    FineTuneRequest.Tuned tuned = tuned(spec.change());
    if (spec.change().subject().isEmpty()) {
      return tuned;
    }
    FineTuneSpec.Subject subject = spec.change().subject().get();
    return new FineTuneRequest.DreamBooth(
        tuned,
        subject.prompt(),
        subject
            .prior()
            .map(prior ->
                new FineTuneRequest.Prior(
                    prior.prompt(),
                    classPictures,
                    classPictures.size(),
                    prior.weight(),
                    sampling(card))));
  }

  /** How class pictures are drawn: as the model draws where nothing is said. */
  static SamplingSettings sampling(ModelCard card) {
    ModelCard.Defaults usual = card.defaults();
    return SamplingSettings.of(usual.sampler(), usual.steps(), usual.guidanceScale());
  }

  private static FineTuneRequest.Tuned tuned(FineTuneSpec.Change change) {
    if (change.adapter().isEmpty()) {
      return new FineTuneRequest.Full(change.trainTextEncoder(), change.recipe().ema());
    }
    FineTuneSpec.Adapter adapter = change.adapter().get();
    Set<FineTuneRequest.Target> targets = EnumSet.noneOf(FineTuneRequest.Target.class);
    adapter.targets().forEach(target -> targets.add(target(target)));
    if (change.trainTextEncoder()) {
      targets.add(FineTuneRequest.Target.TEXT_ATTENTION);
    }
    return new FineTuneRequest.Lora(
        new LowRank.Rule(
            adapter.rank(),
            adapter.alpha(),
            new LowRank.Dropout(adapter.dropout(), 0, 0),
            LowRank.Start.GAUSSIAN),
        targets);
  }

  private static FineTuneRequest.Target target(FineTuneSpec.Target target) {
    return switch (target) {
      case ATTENTION -> FineTuneRequest.Target.UNET_ATTENTION;
      case FEED_FORWARD -> FineTuneRequest.Target.UNET_FEED_FORWARD;
      case CONVOLUTIONS -> FineTuneRequest.Target.UNET_CONVOLUTIONS;
    };
  }

  private static FineTuneRequest.Descent descent(FineTuneSpec spec) {
    TrainingPlan plan = spec.plan();
    return new FineTuneRequest.Descent(
        plan.steps(),
        Plans.batch(plan),
        Plans.rate(plan),
        spec.change().recipe().textRate(),
        plan.weightDecay(),
        spec.change().recipe().maxGradNorm(),
        Plans.precision(plan),
        plan.machine().checkpointing());
  }

  private static FineTuneRequest.Objective objective(FineTuneSpec.Recipe recipe) {
    return new FineTuneRequest.Objective(
        recipe.snrGamma(),
        recipe.noiseOffset(),
        recipe.inputPerturbation(),
        recipe.emptyCaptions());
  }
}
