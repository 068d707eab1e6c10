package dev.darkroom.job.spec;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.darkroom.job.id.ModelRef;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a training keeps while it goes on, and which of it is its result.
 *
 * @param saveSteps between two savings of what is learned, each with its samples
 * @param checkpointingSteps between two savings of the whole resumable state
 * @param validation what is drawn at each saving; empty for nothing
 * @param earlyStop when to end before all steps are done; empty for never
 */
public record Keeping(
    int saveSteps,
    int checkpointingSteps,
    Optional<Validation> validation,
    Optional<EarlyStop> earlyStop,
    Pick pick) {

  /**
   * The pictures of a saving: each prompt with each seed, always the same ones.
   *
   * @param prompts empty where the job's own captions are drawn
   * @param clip the model that scores them; empty for no scores
   */
  public record Validation(
      List<String> prompts,
      List<Long> seeds,
      int steps,
      double guidanceScale,
      String sampler,
      Optional<ModelRef> clip) {
    public Validation {
      prompts = List.copyOf(prompts);
      seeds = List.copyOf(seeds);
    }

    /** The same of other prompts. */
    public Validation withPrompts(List<String> others) {
      return new Validation(others, seeds, steps, guidanceScale, sampler, clip);
    }
  }

  /**
   * Ends a training that has come to rest.
   *
   * @param patience savings in a row that bring no better scores; no lower smoothed loss where
   *     nothing scores
   * @param minDelta share of the loss, or of what a score lacks, that counts as better; below 1
   */
  public record EarlyStop(int patience, double minDelta) {}

  /** Which saving becomes the result. */
  public enum Pick {
    LAST,
    /** The one whose samples are most like the pictures and still follow the prompts. */
    BEST;

    @JsonCreator
    public static Pick parse(String text) {
      return valueOf(text.toUpperCase(Locale.ROOT));
    }

    @JsonValue
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
