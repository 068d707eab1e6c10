package dev.darkroom.worker.run;

import dev.darkroom.embedding.LearnedWord;
import dev.darkroom.image.GenerationText;
import dev.darkroom.image.Rgb;
import dev.darkroom.job.JobSpec;
import dev.darkroom.job.Output;
import dev.darkroom.model.GenerationRequest;
import dev.darkroom.model.GenerationRun;
import dev.darkroom.model.Generator;
import dev.darkroom.model.Prompt;
import dev.darkroom.model.SamplingSettings;
import dev.darkroom.model.Seed;
import dev.darkroom.model.Size;
import dev.darkroom.storage.object.ModelManifest;
import dev.darkroom.worker.model.ModelCache;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.LongStream;

/** Draws pictures: a few at a time, each stored before the next few are begun. */
public final class GenerationRunner implements JobRunner<JobSpec.Generation> {
  private final Shelf shelf;
  private final WordShelf words;
  private final int batch;

  /**
   * A runner over these models.
   *
   * @param batch pictures that are drawn together; no picture depends on it
   */
  public GenerationRunner(Shelf shelf, int batch) {
    this.shelf = shelf;
    this.words = new WordShelf(shelf);
    this.batch = batch;
  }

  @Override
  public void run(JobSpec.Generation spec, RunContext context) {
    context.progress().note("loading " + spec.model(), 0, spec.steps());
    ModelManifest manifest = shelf.manifest(spec.model(), context);
    List<LearnedWord> learned = words.words(spec.words(), context);
    try (ModelCache.Pin pin =
        context.retries().call("model", context.stop(), () -> shelf.cache().pin(manifest))) {
      Generator generator =
          pin.model()
              .generator()
              .orElseThrow(() ->
                  RunFailure.client(
                      "model_cannot_generate",
                      "model '" + spec.model() + "' draws no pictures: use one that does",
                      "model"));
      for (int first = 0; first < spec.n(); first += batch) {
        Part part = new Part(spec, learned, first, Math.min(batch, spec.n() - first));
        store(part, draw(generator, part, context), context);
      }
    }
  }

  /** Pictures {@code first} to {@code first + count - 1} of a job. */
  private record Part(JobSpec.Generation spec, List<LearnedWord> words, int first, int count) {
    List<Long> seeds() {
      return LongStream.range(first, first + count).mapToObj(k -> spec.seed() + k).toList();
    }

    GenerationRequest request() {
      return new GenerationRequest(
              Prompt.of(spec.prompt(), spec.negativePrompt()),
              seeds().stream().map(Seed::of).toList(),
              SamplingSettings.of(spec.sampler(), spec.steps(), spec.guidanceScale()),
              new Size(spec.width(), spec.height()))
          .withWords(words);
    }

    String message() {
      String which =
          count == 1 ? "picture " + (first + 1) : "pictures " + (first + 1) + "–" + (first + count);
      return "drawing " + which + " of " + spec.n();
    }
  }

  private List<Rgb> draw(Generator generator, Part part, RunContext context) {
    int parts = Math.ceilDiv(part.spec().n(), batch);
    context.stop().check();
    try (GenerationRun run = generator.start(part.request())) {
      boolean more = true;
      while (more) {
        context.stop().check();
        more = run.step();
        int before = part.first() / batch * run.total();
        context
            .progress()
            .step(part.message(), before + run.done(), parts * run.total(), run::preview);
      }
      context.stop().check();
      return run.result();
    }
  }

  private static void store(Part part, List<Rgb> pictures, RunContext context) {
    JobSpec.Generation spec = part.spec();
    for (int k = 0; k < pictures.size(); k++) {
      long seed = part.seeds().get(k);
      GenerationText text =
          new GenerationText(
              spec.prompt(),
              spec.negativePrompt(),
              spec.steps(),
              spec.sampler(),
              spec.guidanceScale(),
              seed,
              spec.width(),
              spec.height(),
              spec.model().toString());
      context
          .outputs()
          .add(
              "image-" + (part.first() + k) + ".png",
              Output.Role.IMAGE,
              "image/png",
              text.encode(pictures.get(k)),
              OptionalLong.of(seed));
    }
  }
}
