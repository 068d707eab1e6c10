package dev.darkroom.gateway.publish;

import dev.darkroom.gateway.model.ModelCatalog;
import dev.darkroom.job.JobRecord;
import dev.darkroom.job.Output;
import dev.darkroom.job.id.ModelRef;
import dev.darkroom.job.spec.EvaluationSpec;
import dev.darkroom.job.spec.FineTuneSpec;
import dev.darkroom.job.spec.InversionSpec;
import dev.darkroom.job.spec.JobKind;
import dev.darkroom.job.spec.JobSpec;
import dev.darkroom.storage.object.ModelCard;
import dev.darkroom.storage.object.ModelDraft;
import dev.darkroom.storage.object.ModelManifest;
import dev.darkroom.storage.object.ModelOrigin;
import dev.darkroom.storage.object.ModelRepository;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * A fine-tune's LoRA, or its model, becomes the next version of its name in the repository; so does
 * the LoRA around a word.
 */
final class ModelPublication implements Publication {
  /** What a saving on the way has in its files' names. */
  private static final Pattern SAVING = Pattern.compile(".*-steps-[0-9]+(\\.[^./]*)?");

  /** What was found in the pictures, their digests among it. */
  private static final String DATASET = "dataset.json";

  private final ModelRepository models;
  private final ModelCatalog catalog;

  /**
   * @param catalog shall see at once what is published
   */
  ModelPublication(ModelRepository models, ModelCatalog catalog) {
    this.models = models;
    this.catalog = catalog;
  }

  @Override
  public Set<JobKind> kinds() {
    return Set.of(JobKind.FINE_TUNE, JobKind.INVERSION);
  }

  @Override
  public void publish(JobRecord job, JobSpec spec) {
    List<ModelDraft.Part> parts = parts(job);
    if (parts.isEmpty()) {
      return;
    }
    switch (spec) {
      case FineTuneSpec tuned -> {
        boolean lora = parts.stream().anyMatch(part -> part.file().role() == Output.Role.LORA);
        publish(
            job,
            tuned.model(),
            base -> lora ? lora(tuned, base) : model(tuned, base.card()),
            parts);
      }
      case InversionSpec word ->
          word.study()
              .tuning()
              .ifPresent(
                  around -> publish(job, word.model(), base -> lora(word, around, base), parts));
      case JobSpec.Generation _, JobSpec.Noop _, EvaluationSpec _ -> {
        // They leave no weights.
      }
    }
  }

  private void publish(
      JobRecord job,
      ModelRef from,
      Function<ModelManifest, ModelCard> card,
      List<ModelDraft.Part> parts) {
    ModelManifest base = models.resolve(from);
    ModelOrigin origin =
        new ModelOrigin(job.header().tenant(), job.header().id(), from, base.digest());
    ModelCard made = card.apply(base);
    var _ = models.publish(new ModelDraft(made, origin, parts));
    catalog.forget(made.name(), origin.tenant());
  }

  private static List<ModelDraft.Part> parts(JobRecord job) {
    List<ModelDraft.Part> parts = new ArrayList<>();
    for (Output output : job.outputs()) {
      boolean result =
          switch (output.role()) {
            case LORA, MODEL -> !SAVING.matcher(output.name()).matches();
            case MANIFEST -> output.name().equals(DATASET);
            case IMAGE, EMBEDDING, LATENT, CHECKPOINT, SAMPLE, PREVIEW -> false;
          };
      if (result) {
        parts.add(new ModelDraft.Part(output.name(), output));
      }
    }
    return parts;
  }

  private static ModelCard lora(FineTuneSpec spec, ModelManifest base) {
    Map<String, String> config = new TreeMap<>(Map.of("base", spec.model().toString()));
    Optional<FineTuneSpec.Adapter> adapter = spec.change().adapter();
    adapter.ifPresent(of -> {
      config.put("rank", Integer.toString(of.rank()));
      config.put("alpha", Double.toString(of.alpha()));
    });
    return ModelCard.ofLora(
        spec.name(), "LoRA for " + spec.model() + ".", base.card().licence(), config);
  }

  private static ModelCard lora(
      InversionSpec spec, InversionSpec.Tuning around, ModelManifest base) {
    String rank = Integer.toString(around.rank());
    return ModelCard.ofLora(
        spec.word().name(),
        "LoRA around " + spec.word().placeholder() + " for " + spec.model() + ".",
        base.card().licence(),
        Map.of("base", spec.model().toString(), "rank", rank, "alpha", rank));
  }

  /** Whatever may be asked of the base may be asked of it. */
  private static ModelCard model(FineTuneSpec spec, ModelCard base) {
    ModelRef from = spec.model();
    return new ModelCard(
        spec.name(),
        base.family(),
        "Fine-tuned from " + from + ".",
        base.licence(),
        base.limits(),
        base.defaults(),
        base.samplers(),
        base.config());
  }
}
