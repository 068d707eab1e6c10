package dev.darkroom.storage.object;

import dev.darkroom.job.id.ModelRef;
import java.util.List;
import java.util.Map;

/**
 * What a model's publisher says of it.
 *
 * @param family which part of the model library runs it: {@code ldm}, …
 * @param licence its SPDX name, or where the text is
 * @param samplers those it may be asked for, the first is as good as any
 * @param config the family's own settings, and {@link TeachingDefaults}
 */
public record ModelCard(
    String name,
    String family,
    String description,
    String licence,
    Limits limits,
    Defaults defaults,
    List<String> samplers,
    Map<String, String> config) {
  /** The family of low-rank adaptations, which no job draws with alone. */
  public static final String LORA = "lora";

  /** A LoRA is drawn with at the model's sizes and steps: these mean nothing. */
  private static final Limits NO_LIMITS = new Limits(1, 1, 1, 1, 1, 1);

  private static final Defaults NO_DEFAULTS = new Defaults(1, 1, "", 1, 1);

  /** The card of a low-rank adaptation. */
  public static ModelCard ofLora(
      String name, String description, String licence, Map<String, String> config) {
    return new ModelCard(
        name, LORA, description, licence, NO_LIMITS, NO_DEFAULTS, List.of(), config);
  }

  public ModelCard {
    var _ = ModelRef.parse(name);
    if (name.indexOf('@') >= 0) {
      throw new IllegalArgumentException("model name '" + name + "' has a version: leave it out");
    }
    samplers = List.copyOf(samplers);
    config = Map.copyOf(config);
    var _ = TeachingDefaults.of(config);
  }

  /** What it is taught words with where nobody says otherwise. */
  public TeachingDefaults teaching() {
    return TeachingDefaults.of(config);
  }

  /**
   * What may be asked of the model, in pixels and steps.
   *
   * @param sizeFactor width and height are multiples of it
   */
  public record Limits(
      int sizeFactor, int minWidth, int maxWidth, int minHeight, int maxHeight, int maxSteps) {
    public Limits {
      if (sizeFactor < 1
          || minWidth < 1
          || minHeight < 1
          || maxWidth < minWidth
          || maxHeight < minHeight
          || maxSteps < 1) {
        throw new IllegalArgumentException(
            "limits must be at least 1, and no maximum below its minimum");
      }
    }
  }

  /** What it does when it is not asked otherwise; sizes in pixels. */
  public record Defaults(int steps, double guidanceScale, String sampler, int width, int height) {}
}
