package dev.darkroom.gateway.request;

import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.job.id.ModelRef;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.spec.Keeping;
import dev.darkroom.job.spec.TrainingPlan;
import dev.darkroom.storage.object.ModelCard;
import dev.darkroom.storage.object.ModelManifest;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/** The fields that every training has; names and defaults are those of diffusers' scripts. */
final class TrainingFields {
  static final Set<String> NAMES =
      Set.of(
          "steps",
          "learning_rate",
          "scale_lr",
          "lr_scheduler",
          "lr_warmup_steps",
          "train_batch_size",
          "gradient_accumulation_steps",
          "repeats",
          "adam_weight_decay",
          "mixed_precision",
          "gradient_checkpointing",
          "threads",
          "seed",
          "save_steps",
          "checkpointing_steps",
          "validation_prompt",
          "validation_prompts",
          "validation_seeds",
          "validation_steps",
          "validation_guidance_scale",
          "validation_sampler",
          "clip_model",
          "early_stop_patience",
          "early_stop_min_delta",
          "pick");

  /** Says that no model shall score. */
  private static final String NO_CLIP = "none";

  private static final int MAX_NAME_CHARS = 80;
  private static final int MAX_STEPS = 1_000_000;
  private static final int MAX_PROMPTS = 8;
  private static final int MAX_SEEDS = 64;

  private final RequestLimits limits;
  private final Models models;
  private final LongSupplier seeds;

  /**
   * What a kind of training does where nothing is said.
   *
   * @param prompts that are drawn at each saving
   * @param clip the name of the model that scores them
   */
  record Defaults(
      int steps,
      TrainingPlan.Batch batch,
      TrainingPlan.Rate rate,
      int saveSteps,
      List<String> prompts,
      Optional<String> clip) {}

  TrainingFields(RequestLimits limits, Models models, LongSupplier seeds) {
    this.limits = limits;
    this.models = models;
    this.seeds = seeds;
  }

  TrainingPlan plan(Fields fields, Defaults defaults) {
    int steps = steps(fields, defaults);
    long seed = fields.integer("seed").orElseGet(seeds);
    if (seed < 0) {
      throw Fields.problem(
          ProblemCode.VALUE_OUT_OF_RANGE, "seed", "seed " + seed + " is below 0: use 0 or more");
    }
    return new TrainingPlan(
        steps,
        new TrainingPlan.Batch(
            (int) fields.integer("train_batch_size", defaults.batch().size(), 1, 64),
            (int)
                fields.integer(
                    "gradient_accumulation_steps", defaults.batch().accumulation(), 1, 1_024),
            (int) fields.integer("repeats", defaults.batch().repeats(), 1, 10_000)),
        new TrainingPlan.Rate(
            fields.number("learning_rate", defaults.rate().base(), 1e-9, 10),
            fields.flag("scale_lr", defaults.rate().scaled()),
            fields.choice(
                "lr_scheduler", defaults.rate().scheduler(), TrainingPlan.Rate.SCHEDULERS),
            (int) fields.integer("lr_warmup_steps", defaults.rate().warmup(), 0, MAX_STEPS)),
        fields.number("adam_weight_decay", 0.01, 0, 1),
        new TrainingPlan.Machine(
            TrainingPlan.Precision.parse(
                fields.choice("mixed_precision", "no", List.of("no", "bf16", "fp16"))),
            fields.flag("gradient_checkpointing", false),
            (int) fields.integer("threads", 1, 1, 64)),
        seed);
  }

  /** What is kept on the way. */
  Keeping keeping(Fields fields, TenantId tenant, ModelCard card, Defaults defaults) {
    Keeping.Validation validation = validation(fields, tenant, card, defaults);
    return new Keeping(
        (int) fields.integer("save_steps", defaults.saveSteps(), 1, MAX_STEPS),
        (int) fields.integer("checkpointing_steps", 100, 1, MAX_STEPS),
        Optional.of(validation),
        earlyStop(fields),
        pick(fields, validation));
  }

  /** Pixels of a side of what is learned from. */
  static int resolution(Fields fields, ModelCard card) {
    int factor = card.limits().sizeFactor();
    int resolution =
        (int)
            fields.integer(
                "resolution",
                card.defaults().width(),
                card.limits().minWidth(),
                card.limits().maxWidth());
    if (resolution % factor != 0) {
      throw Fields.problem(
          ProblemCode.SIZE_NOT_DIVISIBLE,
          "resolution",
          "resolution %d is not a multiple of %d (the factor of %s): use %d"
              .formatted(resolution, factor, card.name(), resolution / factor * factor));
    }
    return resolution;
  }

  private static Keeping.Pick pick(Fields fields, Keeping.Validation validation) {
    Keeping.Pick pick = Keeping.Pick.parse(fields.choice("pick", "last", List.of("last", "best")));
    if (pick == Keeping.Pick.BEST && validation.clip().isEmpty()) {
      throw Fields.problem(
          ProblemCode.MISSING_FIELD,
          "clip_model",
          "clip_model is missing: pick best needs a model that scores the savings");
    }
    return pick;
  }

  private static int steps(Fields fields, Defaults defaults) {
    return (int) fields.integer("steps", defaults.steps(), 1, MAX_STEPS);
  }

  private Keeping.Validation validation(
      Fields fields, TenantId tenant, ModelCard card, Defaults defaults) {
    Optional<String> one = fields.text("validation_prompt", limits.maxPromptChars());
    List<String> several = fields.list("validation_prompts", MAX_PROMPTS, limits.maxPromptChars());
    if (one.isPresent() && !several.isEmpty()) {
      throw Fields.problem(
          ProblemCode.UNKNOWN_FIELD,
          "validation_prompt",
          "validation_prompt and validation_prompts are both given: use one of them");
    }
    List<Long> given = fields.numbers("validation_seeds", MAX_SEEDS);
    String sampler =
        fields.choice("validation_sampler", card.defaults().sampler(), card.samplers());
    return new Keeping.Validation(
        several.isEmpty() ? one.map(List::of).orElse(defaults.prompts()) : several,
        given.isEmpty() ? List.of(0L, 1L, 2L, 3L) : given,
        (int)
            fields.integer(
                "validation_steps", card.defaults().steps(), 1, card.limits().maxSteps()),
        fields.number(
            "validation_guidance_scale", card.defaults().guidanceScale(), 0, limits.maxGuidance()),
        sampler,
        clip(fields, tenant, defaults));
  }

  /** The CLIP that is asked for must be there; one that a model is used to may be missing. */
  private Optional<ModelRef> clip(Fields fields, TenantId tenant, Defaults defaults) {
    Optional<String> asked = fields.text("clip_model", MAX_NAME_CHARS);
    return asked.isPresent()
        ? asked
            .filter(name -> !name.equals(NO_CLIP))
            .map(name -> models.named(tenant, "clip_model", name).ref())
        : defaults.clip().flatMap(name -> models.find(tenant, name)).map(ModelManifest::ref);
  }

  private static Optional<Keeping.EarlyStop> earlyStop(Fields fields) {
    double delta = fields.number("early_stop_min_delta", 0, 0, 0.99);
    return fields.has("early_stop_patience")
        ? Optional.of(
            new Keeping.EarlyStop((int) fields.integer("early_stop_patience", 3, 1, 1_000), delta))
        : Optional.empty();
  }
}
