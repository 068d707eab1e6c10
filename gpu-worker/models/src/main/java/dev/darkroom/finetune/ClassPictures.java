package dev.darkroom.finetune;

import dev.darkroom.image.Buckets.Bucket;
import dev.darkroom.image.Rgb;
import dev.darkroom.ldm.LdmModel;
import dev.darkroom.model.FineTuneRequest.Prior;
import dev.darkroom.model.GenerationRequest;
import dev.darkroom.model.GenerationRun;
import dev.darkroom.model.Prompt;
import dev.darkroom.model.Seed;
import dev.darkroom.model.Size;
import java.util.List;

/**
 * The pictures of a subject's class. Those that are missing are drawn by the model as it was before
 * the training, each from a seed of its own, so that a resumed training sees the same.
 */
final class ClassPictures {
  private final LdmModel model;
  private final Prior prior;
  private final long seed;

  ClassPictures(LdmModel model, Prior prior, long seed) {
    this.model = model;
    this.prior = prior;
    this.seed = seed;
  }

  int count() {
    return Math.max(prior.count(), prior.pictures().size());
  }

  /** A picture by its number; of this size if it must be drawn. */
  Rgb picture(int number, Bucket size) {
    return number < prior.pictures().size()
        ? prior.pictures().get(number).get()
        : drawn(number, size);
  }

  private Rgb drawn(int number, Bucket size) {
    GenerationRequest request =
        new GenerationRequest(
            Prompt.of(prior.prompt(), ""),
            List.of(Seed.of(seed + number)),
            prior.sampling(),
            new Size(size.width(), size.height()));
    try (GenerationRun run = model.generator().orElseThrow().start(request)) {
      while (run.step()) {
        // Whoever wants to see them drawn draws them beforehand.
      }
      return run.result().getFirst();
    }
  }
}
