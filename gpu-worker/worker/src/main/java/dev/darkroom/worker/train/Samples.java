package dev.darkroom.worker.train;

import dev.darkroom.image.Rgb;
import dev.darkroom.job.spec.Keeping;
import dev.darkroom.model.GenerationRequest;
import dev.darkroom.model.GenerationRun;
import dev.darkroom.model.Prompt;
import dev.darkroom.model.SamplingSettings;
import dev.darkroom.model.Seed;
import dev.darkroom.model.Size;
import dev.darkroom.model.TrainingRun;
import dev.darkroom.worker.run.RunContext;
import java.util.ArrayList;
import java.util.List;

/**
 * Draws what a training shows at each saving: every validation prompt with every seed, always the
 * same ones, so that two savings differ by what was learned between them.
 */
final class Samples {
  /** Pictures that are drawn together. */
  private static final int BATCH = 8;

  private final Keeping.Validation validation;
  private final int side;

  /**
   * @param side pixels of every picture
   */
  Samples(Keeping.Validation validation, int side) {
    this.validation = validation;
    this.side = side;
  }

  Keeping.Validation validation() {
    return validation;
  }

  /** A row a prompt, a picture a seed. */
  List<List<Rgb>> draw(TrainingRun run, RunContext context) {
    return draw(validation.prompts(), run, context);
  }

  /** The same as if the prompts did not say this. */
  List<List<Rgb>> drawWithout(String word, TrainingRun run, RunContext context) {
    return draw(
        validation.prompts().stream().map(prompt -> prompt.replace(word, "")).toList(),
        run,
        context);
  }

  private List<List<Rgb>> draw(List<String> prompts, TrainingRun run, RunContext context) {
    List<List<Rgb>> rows = new ArrayList<>();
    for (String prompt : prompts) {
      List<Rgb> row = new ArrayList<>();
      for (int first = 0; first < validation.seeds().size(); first += BATCH) {
        int last = Math.min(first + BATCH, validation.seeds().size());
        row.addAll(draw(run, request(prompt, validation.seeds().subList(first, last)), context));
      }
      rows.add(row);
    }
    return rows;
  }

  private static List<Rgb> draw(TrainingRun run, GenerationRequest request, RunContext context) {
    try (GenerationRun drawing = run.sample(request)) {
      boolean more = true;
      while (more) {
        context.stop().check();
        more = drawing.step();
      }
      return drawing.result();
    }
  }

  private GenerationRequest request(String prompt, List<Long> seeds) {
    return new GenerationRequest(
        Prompt.of(prompt, ""),
        seeds.stream().map(Seed::of).toList(),
        SamplingSettings.of(validation.sampler(), validation.steps(), validation.guidanceScale()),
        new Size(side, side));
  }
}
