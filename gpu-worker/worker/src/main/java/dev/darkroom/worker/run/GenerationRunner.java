package dev.darkroom.worker.run;

import dev.darkroom.image.Rgb;
import dev.darkroom.job.JobSpec;
import dev.darkroom.job.Output;
import dev.darkroom.model.GenerationRun;
import dev.darkroom.model.Generator;
import dev.darkroom.storage.object.ModelManifest;
import dev.darkroom.worker.model.ModelCache;
import java.util.List;
import java.util.OptionalLong;

/** Draws pictures: a few at a time, each stored before the next few are begun. */
public final class GenerationRunner implements JobRunner<JobSpec.Generation> {
  private final Shelf shelf;
  private final DrawingOrders orders;
  private final int batch;

  /**
   * A runner over these models.
   *
   * @param batch pictures that are drawn together; no picture depends on it
   */
  public GenerationRunner(Shelf shelf, int batch) {
    this.shelf = shelf;
    this.orders = new DrawingOrders(shelf);
    this.batch = batch;
  }

  @Override
  public void run(JobSpec.Generation spec, RunContext context) {
    context.progress().note("loading " + spec.model(), 0, spec.steps());
    ModelManifest manifest = shelf.manifest(spec.model(), context);
    DrawingOrders.Order order = orders.order(spec, context);
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
        Part part = new Part(spec, order, first, Math.min(batch, spec.n() - first));
        store(part, draw(generator, part, context), context);
      }
    }
  }

  /** Pictures {@code first} to {@code first + count - 1} of a job. */
  private record Part(JobSpec.Generation spec, DrawingOrders.Order order, int first, int count) {
    String message() {
      String which =
          count == 1 ? "picture " + (first + 1) : "pictures " + (first + 1) + "–" + (first + count);
      return "drawing " + which + " of " + spec.n();
    }
  }

  private List<Rgb> draw(Generator generator, Part part, RunContext context) {
    int parts = Math.ceilDiv(part.spec().n(), batch);
    context.stop().check();
    try (GenerationRun run = generator.start(part.order().part(part.first(), part.count()))) {
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
    for (int k = 0; k < pictures.size(); k++) {
      int number = part.first() + k;
      PictureText.File file =
          PictureText.file(part.spec(), number, part.order().finished(pictures.get(k)));
      context
          .outputs()
          .add(
              file.name(),
              Output.Role.IMAGE,
              file.media(),
              file.bytes(),
              OptionalLong.of(part.spec().seed() + number));
    }
  }
}
