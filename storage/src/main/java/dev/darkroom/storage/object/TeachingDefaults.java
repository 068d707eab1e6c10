package dev.darkroom.storage.object;

import dev.darkroom.job.spec.InversionSpec;
import dev.darkroom.job.spec.TrainingPlan;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a model is taught a word with where nobody says otherwise. A model's card may say it, in
 * {@code config}, under names that begin with {@value #PREFIX}; what it leaves out is as in the
 * example of diffusers' script, which was found for models of Stable Diffusion's size.
 *
 * @param vectors of the word
 * @param steps updates of the word
 * @param tuning of the model around a learned word
 */
public record TeachingDefaults(
    int vectors,
    int steps,
    TrainingPlan.Batch batch,
    TrainingPlan.Rate rate,
    Shown shown,
    InversionSpec.Tuning tuning) {
  /** What the names in a card's {@code config} begin with. */
  public static final String PREFIX = "inversion.";

  private static final String BETWEEN_PROMPTS = "\\|";
  private static final List<String> NAMES =
      List.of(
          "num_vectors",
          "steps",
          "train_batch_size",
          "gradient_accumulation_steps",
          "learning_rate",
          "scale_lr",
          "lr_scheduler",
          "save_steps",
          "validation_prompts",
          "clip_model",
          "tuning_steps",
          "tuning_learning_rate",
          "rank");

  /**
   * What is looked at on the way.
   *
   * @param every steps between two savings
   * @param prompts drawn at each saving, {@code {}} standing for the word; empty for a template
   * @param clip the model that scores them; empty for none
   */
  public record Shown(int every, List<String> prompts, Optional<String> clip) {
    public Shown {
      prompts = List.copyOf(prompts);
    }
  }

  public TeachingDefaults {
    require("num_vectors", vectors >= 1 && vectors <= 64, "1 to 64");
    require("steps", steps >= 1 && steps <= 1_000_000, "1 to 1000000");
    require("train_batch_size", batch.size() >= 1 && batch.size() <= 64, "1 to 64");
    require(
        "gradient_accumulation_steps",
        batch.accumulation() >= 1 && batch.accumulation() <= 1_024,
        "1 to 1024");
    require("learning_rate", rate.base() > 0 && rate.base() <= 10, "above 0, at most 10");
    require(
        "lr_scheduler",
        TrainingPlan.Rate.SCHEDULERS.contains(rate.scheduler()),
        String.join(", ", TrainingPlan.Rate.SCHEDULERS));
    require("save_steps", shown.every() >= 1 && shown.every() <= 1_000_000, "1 to 1000000");
    require(
        "validation_prompts",
        shown.prompts().size() <= 8 && shown.prompts().stream().allMatch(p -> p.contains("{}")),
        "up to 8 texts with {} for the word, | between them");
    require("tuning_steps", tuning.steps() >= 1 && tuning.steps() <= 1_000_000, "1 to 1000000");
    require(
        "tuning_learning_rate",
        tuning.learningRate() > 0 && tuning.learningRate() <= 10,
        "above 0, at most 10");
    require("rank", tuning.rank() >= 1 && tuning.rank() <= 1_024, "1 to 1024");
  }

  /**
   * What a card's {@code config} says.
   *
   * @throws IllegalArgumentException where it says what cannot be
   */
  public static TeachingDefaults of(Map<String, String> config) {
    config.keySet().stream()
        .filter(key -> key.startsWith(PREFIX))
        .map(key -> key.substring(PREFIX.length()))
        .forEach(name -> require(name, NAMES.contains(name), String.join(", ", NAMES)));
    Card card = new Card(config);
    return new TeachingDefaults(
        card.integer("num_vectors", 1),
        card.integer("steps", 3_000),
        new TrainingPlan.Batch(
            card.integer("train_batch_size", 1),
            card.integer("gradient_accumulation_steps", 4),
            100),
        new TrainingPlan.Rate(
            card.number("learning_rate", 5e-4),
            card.flag("scale_lr", true),
            card.text("lr_scheduler").orElse("constant"),
            0),
        new Shown(
            card.integer("save_steps", 500),
            card.text("validation_prompts")
                .map(text -> List.of(text.split(BETWEEN_PROMPTS)))
                .orElse(List.of()),
            card.text("clip_model")),
        new InversionSpec.Tuning(
            card.integer("tuning_steps", 500),
            card.number("tuning_learning_rate", 1e-4),
            card.integer("rank", 4)));
  }

  private record Card(Map<String, String> config) {
    Optional<String> text(String name) {
      return Optional.ofNullable(config.get(PREFIX + name));
    }

    int integer(String name, int absent) {
      try {
        return text(name).map(Integer::valueOf).orElse(absent);
      } catch (NumberFormatException e) {
        throw wrong(name, "a whole number", e);
      }
    }

    double number(String name, double absent) {
      try {
        return text(name).map(Double::valueOf).orElse(absent);
      } catch (NumberFormatException e) {
        throw wrong(name, "a number", e);
      }
    }

    boolean flag(String name, boolean absent) {
      Optional<String> said = text(name);
      require(name, said.isEmpty() || Set.of("true", "false").contains(said.get()), "true, false");
      return said.map(Boolean::valueOf).orElse(absent);
    }

    private static IllegalArgumentException wrong(String name, String right, Exception cause) {
      return new IllegalArgumentException(misfit(name, right), cause);
    }
  }

  private static void require(String name, boolean holds, String right) {
    if (!holds) {
      throw new IllegalArgumentException(misfit(name, right));
    }
  }

  private static String misfit(String name, String right) {
    return "config " + PREFIX + name + " cannot be: use " + right;
  }
}
