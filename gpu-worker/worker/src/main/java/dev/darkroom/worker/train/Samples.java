package dev.darkroom.worker.train;

import dev.darkroom.image.Rgb;
import dev.darkroom.job.Keeping;
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
    List<List<Rgb>> rows = new ArrayList<>();
    for (String prompt : validation.prompts()) {
      GenerationRequest request =
          new GenerationRequest(
              Prompt.of(prompt, ""),
              validation.seeds().stream().map(Seed::of).toList(),
              SamplingSettings.of(
                  validation.sampler(), validation.steps(), validation.guidanceScale()),
              new Size(side, side));
      try (GenerationRun drawing = run.sample(request)) {
        boolean more = true;
        while (more) {
          context.stop().check();
          more = drawing.step();
        }
        rows.add(drawing.result());
      }
    }
    return rows;
  }
}
