package dev.darkroom.gateway.request;

import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.job.id.Names;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.spec.InversionSpec;
import dev.darkroom.job.spec.InversionSpec.Method;
import dev.darkroom.job.spec.InversionSpec.Prompts;
import dev.darkroom.job.spec.JobKind;
import dev.darkroom.job.spec.JobSpec;
import dev.darkroom.job.spec.Picture;
import dev.darkroom.storage.object.ModelCard;
import dev.darkroom.storage.object.ModelManifest;
import dev.darkroom.storage.object.TeachingDefaults;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/** {@code inversion}: a word learned from pictures. Names are those of diffusers' script. */
final class InversionReader implements KindReader {
  private static final int MAX_NAME_CHARS = 80;
  private static final int MAX_VECTORS = 64;
  private static final int MAX_PER_IMAGE_PICTURES = 21;

  private static final Set<String> FIELDS =
      Set.of(
          "model",
          "method",
          "images",
          "captions",
          "placeholder_token",
          "initializer_token",
          "num_vectors",
          "learnable_property",
          "resolution",
          "center_crop",
          "random_flip",
          "progressive_steps",
          "regularization_weight",
          "per_image_tokens",
          "tuning_steps",
          "tuning_learning_rate",
          "rank");

  /** What speaks of the second half of {@link Method#PIVOTAL}. */
  private static final List<String> TUNING =
      List.of("tuning_steps", "tuning_learning_rate", "rank");

  /** What would judge a word without the model around it by one with. */
  private static final List<String> COMPARING =
      List.of("pick", "early_stop_patience", "early_stop_min_delta");

  private final Models models;
  private final Pictures pictures;
  private final TrainingFields training;

  /**
   * @param seeds draws the seed of a job that names none
   */
  InversionReader(RequestLimits limits, Models models, Pictures pictures, LongSupplier seeds) {
    this.models = models;
    this.pictures = pictures;
    this.training = new TrainingFields(limits, models, seeds);
  }

  @Override
  public JobKind kind() {
    return JobKind.INVERSION;
  }

  @Override
  public Set<String> fields() {
    Set<String> all = new LinkedHashSet<>(FIELDS);
    all.addAll(TrainingFields.NAMES);
    return all;
  }

  @Override
  public JobSpec read(Fields fields, TenantId tenant) {
    Method method = method(fields);
    ModelManifest model =
        models.named(tenant, "model", fields.requiredText("model", MAX_NAME_CHARS));
    TeachingDefaults usual = model.card().teaching();
    InversionSpec.Word word = word(fields, usual.vectors());
    if (method == Method.PIVOTAL) {
      checkName(word, tenant);
    }
    TrainingFields.Defaults defaults = defaults(fields, usual, word);
    List<Picture> examples = examples(fields, tenant);
    InversionSpec.Study study = study(fields, method, usual, examples.size());
    return new InversionSpec(
        model.ref(),
        word,
        lesson(fields, model.card(), examples),
        training.plan(fields, defaults),
        training.keeping(fields, tenant, model.card(), defaults),
        study);
  }

  private static Method method(Fields fields) {
    List<String> known = Stream.of(Method.values()).map(Method::toString).toList();
    return Method.parse(fields.choice("method", Method.TEXTUAL_INVERSION.toString(), known));
  }

  private static InversionSpec.Word word(Fields fields, int vectors) {
    String given = fields.requiredText("placeholder_token", MAX_NAME_CHARS);
    String name =
        (given.startsWith("<") && given.endsWith(">")
                ? given.substring(1, Math.max(1, given.length() - 1))
                : given)
            .toLowerCase(Locale.ROOT);
    if (!Names.valid(name)) {
      throw Fields.problem(
          ProblemCode.INVALID_NAME,
          "placeholder_token",
          "placeholder_token '"
              + Fields.clip(given)
              + "' is no word: use <name>, where name has "
              + Names.RULE);
    }
    String initializer = fields.requiredText("initializer_token", MAX_NAME_CHARS).strip();
    if (initializer.isEmpty() || initializer.chars().anyMatch(Character::isWhitespace)) {
      throw Fields.problem(
          ProblemCode.INVALID_TEXT,
          "initializer_token",
          "initializer_token '"
              + Fields.clip(initializer)
              + "' is not one word: use one, like"
              + " circle");
    }
    return new InversionSpec.Word(
        "<" + name + ">",
        initializer,
        (int) fields.integer("num_vectors", vectors, 1, MAX_VECTORS));
  }

  /** The LoRA around the word is published under the word's name, and under nobody else's. */
  private void checkName(InversionSpec.Word word, TenantId tenant) {
    if (!models.mayPublish(tenant, word.name(), ModelCard.LORA)) {
      throw Fields.problem(
          ProblemCode.NAME_TAKEN,
          "placeholder_token",
          "the LoRA around %s would be called '%s', which is another model's name: use another word"
              .formatted(word.placeholder(), word.name()));
    }
  }

  private List<Picture> examples(Fields fields, TenantId tenant) {
    if (fields.list("images", InversionSpec.MAX_PICTURES, Pictures.MAX_ID_CHARS).isEmpty()) {
      throw Fields.problem(
          ProblemCode.MISSING_FIELD, "images", "images is missing: name 1 to 100 uploads");
    }
    return pictures.captioned(fields, tenant, InversionSpec.MAX_PICTURES);
  }

  private static InversionSpec.Lesson lesson(
      Fields fields, ModelCard card, List<Picture> examples) {
    boolean captioned = fields.has("captions");
    String property =
        fields.choice(
            "learnable_property",
            captioned ? "captions" : "object",
            Stream.of(Prompts.values()).map(Prompts::toString).toList());
    Prompts prompts = Prompts.parse(property);
    if (prompts == Prompts.CAPTIONS) {
      for (int i = 0; i < examples.size(); i++) {
        if (examples.get(i).caption().filter(text -> text.contains("{}")).isEmpty()) {
          throw Fields.problem(
              ProblemCode.INVALID_TEXT,
              "captions",
              "picture %d (%s) has no caption in which {} stands for the word: give it one"
                  .formatted(i + 1, examples.get(i).name()));
        }
      }
    }
    return new InversionSpec.Lesson(
        examples,
        prompts,
        TrainingFields.resolution(fields, card),
        fields.flag("center_crop", false),
        fields.flag("random_flip", false) ? 0.5 : 0);
  }

  private static InversionSpec.Study study(
      Fields fields, Method method, TeachingDefaults usual, int pictures) {
    boolean perImage = fields.flag("per_image_tokens", false);
    if (perImage && pictures > MAX_PER_IMAGE_PICTURES) {
      throw Fields.problem(
          ProblemCode.VALUE_OUT_OF_RANGE,
          "per_image_tokens",
          "a word for each of %d pictures is too many: use at most %d pictures"
              .formatted(pictures, MAX_PER_IMAGE_PICTURES));
    }
    return new InversionSpec.Study(
        method,
        fields.integer("progressive_steps", 1, 1_000_000),
        fields.number("regularization_weight", 1e-12, 1e6),
        perImage ? OptionalDouble.of(0.25) : OptionalDouble.empty(),
        tuning(fields, method, usual.tuning()));
  }

  private static Optional<InversionSpec.Tuning> tuning(
      Fields fields, Method method, InversionSpec.Tuning usual) {
    if (method != Method.PIVOTAL) {
      fields.refuse(TUNING, "goes with method pivotal");
      return Optional.empty();
    }
    fields.refuse(COMPARING, "does not go with method pivotal");
    return Optional.of(
        new InversionSpec.Tuning(
            (int) fields.integer("tuning_steps", usual.steps(), 1, 1_000_000),
            fields.number("tuning_learning_rate", usual.learningRate(), 1e-9, 10),
            (int) fields.integer("rank", usual.rank(), 1, 1_024)));
  }

  /** What the model is taught with, and drawn with at each saving. */
  private static TrainingFields.Defaults defaults(
      Fields fields, TeachingDefaults usual, InversionSpec.Word word) {
    List<String> prompts =
        usual.shown().prompts().isEmpty() ? List.of(template(fields)) : usual.shown().prompts();
    return new TrainingFields.Defaults(
        usual.steps(),
        usual.batch(),
        usual.rate(),
        usual.shown().every(),
        prompts.stream().map(prompt -> prompt.replace("{}", word.placeholder())).toList(),
        usual.shown().clip());
  }

  /** The simplest prompt that the word is learned in. */
  private static String template(Fields fields) {
    boolean style = fields.text("learnable_property", MAX_NAME_CHARS).equals(Optional.of("style"));
    return style ? "a painting in the style of {}" : "a photo of a {}";
  }
}
