package dev.darkroom.job.spec;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.Nulls;
import dev.darkroom.job.id.ModelRef;
import dev.darkroom.job.id.SpecRef;
import java.util.List;
import java.util.Optional;

/**
 * The full text of what a job asks for. It lives in the specs topic and in the worker that runs it;
 * the scheduler holds only its {@link SpecRef}. Every default is filled in and every seed is drawn
 * before a spec is written, so that equal specs give equal pictures.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = JobSpec.Generation.class, name = "generation"),
  @JsonSubTypes.Type(value = JobSpec.Noop.class, name = "noop"),
  @JsonSubTypes.Type(value = InversionSpec.class, name = "inversion"),
  @JsonSubTypes.Type(value = FineTuneSpec.class, name = "fine_tune"),
  @JsonSubTypes.Type(value = EvaluationSpec.class, name = "evaluation")
})
public sealed interface JobSpec
    permits JobSpec.Generation, JobSpec.Noop, InversionSpec, FineTuneSpec, EvaluationSpec {

  @JsonIgnore
  JobKind kind();

  ModelRef model();

  /**
   * Pictures from a prompt. Picture {@code k} of {@code n} uses seed {@code seed + k}.
   *
   * @param model the model, its version pinned
   * @param guidanceScale weight of classifier-free guidance; 1 means none
   * @param width pixels
   * @param height pixels
   * @param words learned ones that stand in the prompts
   * @param unusual empty for {@link GenerationOptions#PLAIN}
   */
  record Generation(
      ModelRef model,
      String prompt,
      String negativePrompt,
      long seed,
      int steps,
      double guidanceScale,
      String sampler,
      int width,
      int height,
      int n,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSetter(nulls = Nulls.AS_EMPTY)
          List<WordRef> words,
      @JsonProperty("options") @JsonInclude(JsonInclude.Include.NON_ABSENT)
          Optional<GenerationOptions> unusual)
      implements JobSpec {
    public Generation {
      words = List.copyOf(words);
      unusual = unusual.filter(options -> !options.equals(GenerationOptions.PLAIN));
    }

    /** How these pictures are made beyond prompt and sampler. */
    public GenerationOptions options() {
      return unusual.orElse(GenerationOptions.PLAIN);
    }

    /** The same with other options. */
    public Generation with(GenerationOptions options) {
      return new Generation(
          model,
          prompt,
          negativePrompt,
          seed,
          steps,
          guidanceScale,
          sampler,
          width,
          height,
          n,
          words,
          Optional.of(options));
    }

    /** Pictures in the plain way, whose prompts use no learned word. */
    public Generation(
        ModelRef model,
        String prompt,
        String negativePrompt,
        long seed,
        int steps,
        double guidanceScale,
        String sampler,
        int width,
        int height,
        int n) {
      this(
          model,
          prompt,
          negativePrompt,
          seed,
          steps,
          guidanceScale,
          sampler,
          width,
          height,
          n,
          List.of(),
          Optional.empty());
    }

    @Override
    public JobKind kind() {
      return JobKind.GENERATION;
    }
  }

  /**
   * Runs through every part of the farm and draws nothing: for drills, health checks and
   * benchmarks.
   */
  record Noop(ModelRef model, long millis) implements JobSpec {
    @Override
    public JobKind kind() {
      return JobKind.NOOP;
    }
  }
}
