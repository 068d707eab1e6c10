package dev.darkroom.worker.run;

import dev.darkroom.image.Rgb;
import dev.darkroom.job.ErrorKind;
import dev.darkroom.job.JobError;
import dev.darkroom.job.Output;
import dev.darkroom.job.id.ModelRef;
import dev.darkroom.job.spec.JobSpec;
import dev.darkroom.model.GenerationBatch;
import dev.darkroom.model.Generator;
import dev.darkroom.storage.object.ModelManifest;
import dev.darkroom.worker.model.ModelCache;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Draws pictures: a few at a time, of one job or of several, each stored before the next few are
 * begun.
 */
public final class GenerationRunner implements BatchRunner<JobSpec.Generation> {
  private static final Logger log = LoggerFactory.getLogger(GenerationRunner.class);

  private final Shelf shelf;
  private final DrawingOrders orders;
  private final int together;

  /**
   * A runner over these models.
   *
   * @param together pictures that are drawn together; no picture depends on it
   */
  public GenerationRunner(Shelf shelf, int together) {
    this.shelf = shelf;
    this.orders = new DrawingOrders(shelf);
    this.together = together;
  }

  @Override
  public void run(Batch<JobSpec.Generation> batch) {
    ModelRef model = batch.tasks().getFirst().spec().model();
    batch
        .open()
        .forEach(
            task -> task.context().progress().note("loading " + model, 0, task.spec().steps()));
    ModelManifest manifest = shelf.manifest(model, "model", batch.retries(), batch.stop());
    List<Sheet> sheets = sheets(batch);
    try (ModelCache.Pin pin =
        batch.retries().call("model", batch.stop(), () -> shelf.cache().pin(manifest))) {
      Generator generator =
          pin.model()
              .generator()
              .orElseThrow(() ->
                  RunFailure.client(
                      "model_cannot_generate",
                      "model '" + model + "' draws no pictures: use one that does",
                      "model"));
      for (List<Part> parts : Part.fewAtATime(sheets, together)) {
        drawSafely(generator, parts);
      }
    }
  }

  /** The pictures of one job. */
  private static final class Sheet {
    private final Task<JobSpec.Generation> task;
    private final DrawingOrders.Order order;
    private int parts; // that it is drawn in

    Sheet(Task<JobSpec.Generation> task, DrawingOrders.Order order) {
      this.task = task;
      this.order = order;
    }
  }

  /** What each job names is fetched for it alone: what is gone is missing to that job only. */
  private List<Sheet> sheets(Batch<JobSpec.Generation> batch) {
    List<Sheet> sheets = new ArrayList<>();
    for (Task<JobSpec.Generation> task : batch.open()) {
      task.member()
          .attempt(() -> sheets.add(new Sheet(task, orders.order(task.spec(), task.context()))));
    }
    return sheets;
  }

  /** Pictures {@code first} to {@code first + count - 1} of a job, drawn at one time. */
  private record Part(Sheet sheet, int index, int first, int count) {

    /** All pictures in order, as many at a time as may be drawn together. */
    static List<List<Part>> fewAtATime(List<Sheet> sheets, int together) {
      List<List<Part>> times = new ArrayList<>();
      int room = 0;
      for (Sheet sheet : sheets) {
        int n = sheet.task.spec().n();
        for (int first = 0; first < n; ) {
          if (room == 0) {
            times.add(new ArrayList<>());
            room = together;
          }
          int count = Math.min(room, n - first);
          times.getLast().add(new Part(sheet, sheet.parts++, first, count));
          first += count;
          room -= count;
        }
      }
      return times;
    }

    Member member() {
      return sheet.task.member();
    }

    JobSpec.Generation spec() {
      return sheet.task.spec();
    }

    /** Tells how far the job is: the steps of its parts count one after another. */
    void tell(GenerationBatch run, int place) {
      String which =
          count == 1 ? "picture " + (first + 1) : "pictures " + (first + 1) + "–" + (first + count);
      member()
          .context()
          .progress()
          .step(
              "drawing " + which + " of " + spec().n(),
              index * run.total() + run.done(),
              sheet.parts * run.total(),
              () -> run.preview(place));
    }

    void store(List<Rgb> pictures) {
      for (int k = 0; k < pictures.size(); k++) {
        int number = first + k;
        PictureText.File file =
            PictureText.file(spec(), number, sheet.order.finished(pictures.get(k)));
        member()
            .context()
            .outputs()
            .add(
                file.name(),
                Output.Role.IMAGE,
                file.media(),
                file.bytes(),
                OptionalLong.of(spec().seed() + number));
      }
      if (first + count == spec().n()) {
        member().finish();
      }
    }
  }

  /**
   * Draws together those that go on. What does not work together is drawn apart, so that one job's
   * fault is not another's; only for a lack of room all of them fail, to be leased singly.
   */
  private void drawSafely(Generator generator, List<Part> parts) {
    List<Part> open = parts.stream().filter(part -> part.member().goesOn()).toList();
    if (open.size() == 1) {
      drawAlone(generator, open.getFirst());
    } else if (!open.isEmpty()) {
      try {
        draw(generator, open);
      } catch (RuntimeException | Error e) {
        boolean room = Failures.error(e).kind() == ErrorKind.CAPACITY;
        log.warn("{} jobs cannot be drawn together{}", open.size(), room ? "" : ": each alone", e);
        if (room) {
          throw tooLarge(open.size());
        }
        open.forEach(part -> drawAlone(generator, part));
      }
    }
  }

  private static RunFailure tooLarge(int jobs) {
    return RunFailure.capacity(
        JobError.BATCH_TOO_LARGE,
        "the worker has too little memory for these %d jobs together: run them singly, or let it take smaller batches"
            .formatted(jobs),
        null);
  }

  private static void drawAlone(Generator generator, Part part) {
    if (part.member().goesOn()) {
      try {
        draw(generator, List.of(part));
      } catch (RuntimeException | Error e) {
        part.member().fail(e);
      }
    }
  }

  private static void draw(Generator generator, List<Part> parts) {
    var requests =
        parts.stream().map(part -> part.sheet().order.part(part.first(), part.count())).toList();
    try (GenerationBatch run = generator.start(requests)) {
      TreeSet<Integer> drawn = new TreeSet<>();
      for (int place = 0; place < parts.size(); place++) {
        drawn.add(place);
      }
      boolean more = true;
      while (more) {
        drawn.removeIf(place -> leaves(run, parts.get(place), place));
        if (drawn.isEmpty()) {
          return;
        }
        more = run.step();
        drawn.forEach(place -> parts.get(place).tell(run, place));
      }
      for (int place : drawn) {
        Part part = parts.get(place);
        part.member().attempt(() -> part.store(run.result(place)));
      }
    }
  }

  private static boolean leaves(GenerationBatch run, Part part, int place) {
    if (part.member().goesOn()) {
      return false;
    }
    run.leave(place);
    return true;
  }
}
