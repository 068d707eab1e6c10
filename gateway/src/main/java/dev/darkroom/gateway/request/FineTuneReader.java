package dev.darkroom.gateway.request;

import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.job.id.Names;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.spec.FineTuneSpec;
import dev.darkroom.job.spec.FineTuneSpec.Adapter;
import dev.darkroom.job.spec.FineTuneSpec.Method;
import dev.darkroom.job.spec.FineTuneSpec.Target;
import dev.darkroom.job.spec.JobKind;
import dev.darkroom.job.spec.JobSpec;
import dev.darkroom.job.spec.Keeping;
import dev.darkroom.job.spec.Picture;
import dev.darkroom.job.spec.TrainingPlan;
import dev.darkroom.storage.object.ModelCard;
import dev.darkroom.storage.object.ModelManifest;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;

/**
 * {@code fine_tune}: a LoRA, or a version of a model, from pictures with captions. Names are those
 * of diffusers' scripts.
 */
final class FineTuneReader implements KindReader {
  private static final int MAX_NAME_CHARS = 80;
  private static final int MAX_PROMPT_CHARS = 1_000;
  private static final int MAX_CLASS_IMAGES = 500;
  private static final String LORA = "lora";
  private static final String FULL = "full";

  private static final Set<String> FIELDS =
      Set.of(
          "model",
          "method",
          "output_name",
          "tune",
          "rank",
          "lora_alpha",
          "lora_dropout",
          "target_modules",
          "train_text_encoder",
          "text_encoder_lr_scale",
          "instance_prompt",
          "class_prompt",
          "class_images",
          "num_class_images",
          "prior_loss_weight",
          "use_ema",
          "ema_decay",
          "snr_gamma",
          "noise_offset",
          "input_perturbation",
          "proportion_empty_prompts",
          "max_grad_norm");

  private static final List<String> OF_LORA =
      List.of("rank", "lora_alpha", "lora_dropout", "target_modules");
  private static final List<String> OF_WHOLE = List.of("use_ema", "ema_decay");
  private static final List<String> OF_CLASS =
      List.of("class_images", "num_class_images", "prior_loss_weight");

  /** What speaks of dreambooth's subject and its class. */
  private static final List<String> OF_SUBJECT =
      Stream.concat(Stream.of("instance_prompt", "class_prompt"), OF_CLASS.stream()).toList();

  private final TrainingFields training;
  private final Models models;
  private final Pictures pictures;
  private final DatasetReader datasets;

  FineTuneReader(
      TrainingFields training, Models models, Pictures pictures, DatasetReader datasets) {
    this.training = training;
    this.models = models;
    this.pictures = pictures;
    this.datasets = datasets;
  }

  @Override
  public JobKind kind() {
    return JobKind.FINE_TUNE;
  }

  @Override
  public Set<String> fields() {
    Set<String> all = new LinkedHashSet<>(FIELDS);
    all.addAll(DatasetReader.NAMES);
    all.addAll(TrainingFields.NAMES);
    return all;
  }

  @Override
  public JobSpec read(Fields fields, TenantId tenant) {
    Method method =
        Method.parse(
            fields.choice(
                "method", LORA, Stream.of(Method.values()).map(Method::toString).toList()));
    ModelManifest model =
        models.named(tenant, "model", fields.requiredText("model", MAX_NAME_CHARS));
    boolean whole = whole(fields, method);
    String name = name(fields, tenant, model.card(), whole);
    Optional<FineTuneSpec.Subject> subject = subject(fields, tenant, method);
    FineTuneSpec.Change change =
        new FineTuneSpec.Change(
            method,
            whole ? Optional.empty() : Optional.of(adapter(fields)),
            subject,
            recipe(fields, whole),
            fields.flag("train_text_encoder", false));
    TrainingFields.Defaults defaults = defaults(model.card(), subject, whole);
    Keeping keeping = training.keeping(fields, tenant, model.card(), defaults);
    return new FineTuneSpec(
        model.ref(),
        name,
        datasets.read(fields, tenant, model.card(), texts(subject, keeping), subject.isPresent()),
        change,
        training.plan(fields, defaults),
        keeping);
  }

  /** All of the job that may use learned words, but captions. */
  private static List<Words.Text> texts(Optional<FineTuneSpec.Subject> subject, Keeping keeping) {
    List<Words.Text> texts = new ArrayList<>();
    subject.ifPresent(of -> {
      texts.add(new Words.Text("instance_prompt", of.prompt()));
      of.prior().ifPresent(prior -> texts.add(new Words.Text("class_prompt", prior.prompt())));
    });
    keeping
        .validation()
        .ifPresent(drawn ->
            drawn.prompts().forEach(text -> texts.add(new Words.Text("validation_prompts", text))));
    return texts;
  }

  private static boolean whole(Fields fields, Method method) {
    String tuned = fields.choice("tune", method == Method.FULL ? FULL : LORA, List.of(LORA, FULL));
    if (method != Method.DREAMBOOTH) {
      fields.refuse(
          List.of("tune"), "says what dreambooth trains, and method " + method + " says so itself");
    }
    boolean whole = tuned.equals(FULL);
    fields.refuse(
        whole ? OF_LORA : OF_WHOLE,
        "means nothing where %s is trained".formatted(whole ? "every weight" : "a LoRA"));
    return whole;
  }

  /** Nobody publishes under another's name, and a LoRA is no version of a model. */
  private String name(Fields fields, TenantId tenant, ModelCard base, boolean whole) {
    String name =
        fields
            .text("output_name", MAX_NAME_CHARS)
            .orElseThrow(() ->
                Fields.problem(
                    ProblemCode.MISSING_FIELD,
                    "output_name",
                    "output_name is missing: say what the result is to be called, like my-"
                        + (whole ? "model" : LORA)));
    if (!Names.valid(name)) {
      throw Fields.problem(
          ProblemCode.INVALID_NAME,
          "output_name",
          "output_name '" + Fields.clip(name) + "' is not a name: use " + Names.RULE);
    }
    String family = whole ? base.family() : ModelCard.LORA;
    if (!models.mayPublish(tenant, name, family)) {
      throw Fields.problem(
          ProblemCode.NAME_TAKEN,
          "output_name",
          "output_name '"
              + name
              + "' is another model's or another kind of thing: use another name");
    }
    return name;
  }

  private static Adapter adapter(Fields fields) {
    int rank = (int) fields.integer("rank", 4, 1, 1_024);
    List<String> known = Stream.of(Target.values()).map(Target::toString).toList();
    List<String> asked = fields.list("target_modules", known.size(), MAX_NAME_CHARS);
    for (String target : asked) {
      if (!known.contains(target)) {
        throw Choice.unknown(ProblemCode.UNKNOWN_VALUE, "target_modules", target, known);
      }
    }
    return new Adapter(
        rank,
        fields.number("lora_alpha", rank, 1e-6, 1e6),
        fields.number("lora_dropout", 0, 0, 0.99),
        asked.isEmpty()
            ? List.of(Target.ATTENTION)
            : asked.stream().distinct().map(Target::parse).toList());
  }

  private Optional<FineTuneSpec.Subject> subject(Fields fields, TenantId tenant, Method method) {
    if (method != Method.DREAMBOOTH) {
      fields.refuse(OF_SUBJECT, "goes with method dreambooth");
      return Optional.empty();
    }
    String prompt = fields.requiredText("instance_prompt", MAX_PROMPT_CHARS);
    return Optional.of(new FineTuneSpec.Subject(prompt, prior(fields, tenant)));
  }

  private Optional<FineTuneSpec.Prior> prior(Fields fields, TenantId tenant) {
    Optional<String> prompt = fields.text("class_prompt", MAX_PROMPT_CHARS);
    if (prompt.isEmpty()) {
      fields
          .firstOf(OF_CLASS)
          .ifPresent(name -> {
            throw Fields.problem(
                ProblemCode.MISSING_FIELD,
                "class_prompt",
                "class_prompt is missing: " + name + " is about pictures of the subject's class");
          });
      return Optional.empty();
    }
    List<String> ids = fields.list("class_images", MAX_CLASS_IMAGES, 256);
    List<Picture> given =
        ids.isEmpty() ? List.of() : pictures.named(tenant, "class_images", ids, MAX_CLASS_IMAGES);
    int images =
        (int) fields.integer("num_class_images", Math.max(100, given.size()), 1, MAX_CLASS_IMAGES);
    return Optional.of(
        new FineTuneSpec.Prior(
            prompt.get(),
            given,
            Math.max(images, given.size()),
            fields.number("prior_loss_weight", 1, 1e-6, 100)));
  }

  private static FineTuneSpec.Recipe recipe(Fields fields, boolean whole) {
    boolean ema = whole && fields.flag("use_ema", true);
    if (!ema) {
      fields.refuse(List.of("ema_decay"), "goes with use_ema");
    }
    return new FineTuneSpec.Recipe(
        fields.number("snr_gamma", 1e-6, 1e6),
        fields.number("noise_offset", 0, 0, 1),
        fields.number("input_perturbation", 0, 0, 1),
        fields.number("proportion_empty_prompts", 0, 0, 0.99),
        fields.number("text_encoder_lr_scale", 1, 0, 100),
        fields.number("max_grad_norm", 1, 1e-6, 1e6),
        ema
            ? OptionalDouble.of(fields.number("ema_decay", 0.9999, 0, 0.999999))
            : OptionalDouble.empty());
  }

  /** As diffusers' scripts begin; nothing is said of prompts, so the first captions are drawn. */
  private static TrainingFields.Defaults defaults(
      ModelCard card, Optional<FineTuneSpec.Subject> subject, boolean whole) {
    return new TrainingFields.Defaults(
        500,
        new TrainingPlan.Batch(4, 1, 1),
        new TrainingPlan.Rate(whole ? 1e-5 : 1e-4, false, "constant", 0),
        whole ? 500 : 100,
        subject.map(of -> List.of(of.prompt())).orElse(List.of()),
        card.teaching().shown().clip());
  }
}
