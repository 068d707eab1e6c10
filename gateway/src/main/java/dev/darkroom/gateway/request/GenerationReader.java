package dev.darkroom.gateway.request;

import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.spec.GenerationOptions;
import dev.darkroom.job.spec.JobKind;
import dev.darkroom.job.spec.JobSpec;
import dev.darkroom.storage.object.ModelCard;
import dev.darkroom.storage.object.ModelManifest;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/** {@code generation}: pictures from a prompt, within the limits of the model's card. */
final class GenerationReader implements KindReader {
  private static final int MAX_NAME_CHARS = 80;

  private static final Set<String> FIELDS =
      Set.of(
          "model", "prompt", "negative_prompt", "seed", "steps", "guidance_scale", "sampler", "n");

  private final RequestLimits limits;
  private final Models models;
  private final Words words;
  private final SourceReader sources;
  private final OptionsReader options;
  private final LongSupplier seeds;

  /**
   * @param seeds draws the seed of a job that names none
   */
  GenerationReader(
      RequestLimits limits,
      Models models,
      Words words,
      InputPictures pictures,
      LongSupplier seeds) {
    this.limits = limits;
    this.models = models;
    this.words = words;
    this.sources = new SourceReader(pictures);
    this.options = new OptionsReader(models);
    this.seeds = seeds;
  }

  @Override
  public JobKind kind() {
    return JobKind.GENERATION;
  }

  @Override
  public Set<String> fields() {
    Set<String> all = new LinkedHashSet<>(FIELDS);
    all.addAll(SourceReader.NAMES);
    all.addAll(OptionsReader.NAMES);
    return all;
  }

  @Override
  public JobSpec read(Fields fields, TenantId tenant) {
    LoraTags tags = prompt(fields);
    String prompt = tags.prompt();
    String negative = fields.text("negative_prompt", limits.maxPromptChars()).orElse("");
    Models.Brush brush =
        models.toDrawWith(tenant, "model", fields.requiredText("model", MAX_NAME_CHARS));
    ModelManifest model = brush.model();
    ModelCard card = model.card();
    int n = (int) fields.integer("n", 1, 1, limits.maxPictures());
    String sampler = sampler(fields, card);
    SourceReader.Canvas canvas = sources.read(fields, tenant, card);
    GenerationOptions asked =
        options.read(
            fields, canvas.source(), options.loras(fields, tenant, brush.lora(), tags), sampler, n);
    return new JobSpec.Generation(
        model.ref(),
        prompt,
        negative,
        seed(fields, n),
        steps(fields, card),
        fields.number("guidance_scale", card.defaults().guidanceScale(), 0, limits.maxGuidance()),
        sampler,
        canvas.width(),
        canvas.height(),
        n,
        words.in(tenant, prompt, negative),
        Optional.of(asked));
  }

  private LoraTags prompt(Fields fields) {
    String prompt = fields.requiredText("prompt", limits.maxPromptChars());
    return switch (OptionsReader.syntax(fields)) {
      case WEIGHTED -> LoraTags.of(prompt);
      case PLAIN -> new LoraTags(prompt, List.of());
    };
  }

  /** Picture k has seed + k, so the last of them must still be a seed. */
  private long seed(Fields fields, int n) {
    long largest = Long.MAX_VALUE - (n - 1);
    long seed = fields.integer("seed").orElseGet(seeds);
    if (seed < 0 || seed > largest) {
      throw Fields.problem(
          ProblemCode.VALUE_OUT_OF_RANGE,
          "seed",
          "seed " + seed + " is not in 0 … " + largest + " (picture k of " + n + " uses seed + k)");
    }
    return seed;
  }

  private static int steps(Fields fields, ModelCard card) {
    int most = card.limits().maxSteps();
    long steps = fields.integer("steps").orElse(card.defaults().steps());
    if (steps < 1 || steps > most) {
      throw Fields.problem(
          ProblemCode.STEPS_OUT_OF_RANGE,
          "steps",
          "steps "
              + steps
              + " is not in 1 … "
              + most
              + " (the limit of "
              + card.name()
              + "): use "
              + card.defaults().steps());
    }
    return (int) steps;
  }

  private static String sampler(Fields fields, ModelCard card) {
    List<String> known = card.samplers();
    String sampler = fields.text("sampler", MAX_NAME_CHARS).orElse(card.defaults().sampler());
    if (!known.contains(sampler)) {
      throw Choice.unknown(ProblemCode.UNKNOWN_SAMPLER, "sampler", sampler, known);
    }
    return sampler;
  }
}
