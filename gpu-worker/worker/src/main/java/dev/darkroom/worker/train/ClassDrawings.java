package dev.darkroom.worker.train;

import dev.darkroom.image.ImageLimits;
import dev.darkroom.image.Png;
import dev.darkroom.image.Rgb;
import dev.darkroom.job.Output;
import dev.darkroom.job.id.Digest;
import dev.darkroom.job.spec.FineTuneSpec;
import dev.darkroom.model.GenerationRequest;
import dev.darkroom.model.GenerationRun;
import dev.darkroom.model.LoadedModel;
import dev.darkroom.model.Prompt;
import dev.darkroom.model.SamplingSettings;
import dev.darkroom.model.Seed;
import dev.darkroom.model.Size;
import dev.darkroom.worker.run.PictureFiles;
import dev.darkroom.worker.run.RunContext;
import dev.darkroom.worker.run.RunStoppedException;
import dev.darkroom.worker.run.Shelf;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * The pictures of a subject's class (Ruiz et al. 2022, prior preservation): those that the job was
 * given, then as many as are missing, drawn by the model before its training begins. Each is kept
 * as soon as it is drawn, under a name that tells how, and every few of them are a checkpoint: a
 * run that goes on draws only what is not there yet. In the end they are an output of the job.
 */
final class ClassDrawings {
  static final String FILE = "class_pictures.zip";

  /** Where single pictures are kept until all of them are there. */
  static final String FOLDER = "class/";

  /** A worker that dies costs the job fewer than these. */
  static final int CHECKPOINT_EVERY = 8;

  private static final long MAX_BYTES = 4L << 30;
  private static final int MAX_PICTURE_BYTES = 32 << 20;
  private static final String PARAM = "class_images";

  private final Shelf shelf;
  private final Path scratch;
  private final Checkpoints checkpoints;
  private final RunContext context;

  ClassDrawings(Shelf shelf, Path scratch, Checkpoints checkpoints, RunContext context) {
    this.shelf = shelf;
    this.scratch = scratch;
    this.checkpoints = checkpoints;
    this.context = context;
  }

  /**
   * How missing ones are drawn.
   *
   * @param weights of the model
   * @param side pixels
   * @param seed of the first picture there is, given or drawn; each has the next
   */
  record Brush(LoadedModel model, Digest weights, SamplingSettings sampling, int side, long seed) {

    GenerationRequest request(String prompt, int number) {
      return new GenerationRequest(
          Prompt.of(prompt, ""), List.of(Seed.of(seed(number))), sampling, new Size(side, side));
    }

    /** The name of a picture: one that is drawn otherwise has another. */
    String name(String prompt, int number) {
      String how =
          Digest.ofParts(
                  weights.toString(),
                  prompt,
                  Long.toString(seed(number)),
                  sampling.toString(),
                  Integer.toString(side))
              .hex();
      return FOLDER + how + ".png";
    }

    private long seed(int number) {
      return seed + number & Long.MAX_VALUE;
    }
  }

  /**
   * All of them, each decoded when it is asked for.
   *
   * @param drawn what an earlier run of this job drew before it was stopped
   * @param course where the training stands that is to begin
   */
  List<Supplier<Rgb>> pictures(
      FineTuneSpec.Prior prior, Brush brush, List<Output> drawn, Course course) {
    List<Supplier<Rgb>> all = new ArrayList<>();
    PictureFiles files = new PictureFiles(shelf);
    prior.given().forEach(given -> all.add(() -> files.read(given, PARAM, context)));
    int missing = prior.images() - prior.given().size();
    if (missing > 0) {
      Path zip = known().orElseGet(() -> zipped(prior, brush, drawn, course));
      for (int i = 0; i < missing; i++) {
        String name = name(i);
        all.add(() -> read(zip, name));
      }
    }
    return all;
  }

  /** What an earlier run of this job drew. */
  private Optional<Path> known() {
    Optional<Output> output =
        context.outputs().all().stream().filter(o -> o.name().equals(FILE)).findFirst();
    output.ifPresent(zip ->
        shelf.download(zip.key(), zip.hash(), scratch.resolve(FILE), MAX_BYTES, PARAM, context));
    return output.map(_ -> scratch.resolve(FILE));
  }

  private Path zipped(FineTuneSpec.Prior prior, Brush brush, List<Output> drawn, Course course) {
    int missing = prior.images() - prior.given().size();
    Path zip = scratch.resolve(FILE);
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      Progress progress = new Progress(drawn, course);
      for (int i = 0; i < missing; i++) {
        String message = "drawing class picture %d of %d".formatted(i + 1, missing);
        context.progress().note(message, i, missing);
        byte[] picture = progress.next(brush, prior.prompt(), prior.given().size() + i);
        ZipEntry entry = new ZipEntry(name(i));
        entry.setLastModifiedTime(FileTime.from(Instant.EPOCH)); // equal runs, equal bytes
        out.putNextEntry(entry);
        out.write(picture);
        out.closeEntry();
      }
      context.log().info("drew %d pictures of '%s'".formatted(progress.fresh, prior.prompt()));
    } catch (IOException e) {
      throw new UncheckedIOException("the class pictures cannot be kept on disk", e);
    }
    context.outputs().add(FILE, Output.Role.SAMPLE, "application/zip", zip);
    checkpoints.saveDrawn(FOLDER, List.of(), course);
    return zip;
  }

  /** What is kept while pictures are drawn one after another. */
  private final class Progress {
    private final Map<String, Output> before = new HashMap<>();
    private final List<Output> kept = new ArrayList<>(); // by this run
    private final Course course;
    private int fresh; // drawn by this run
    private int safe; // of those that are kept, in the last checkpoint

    Progress(List<Output> drawn, Course course) {
      drawn.forEach(output -> before.put(output.name(), output));
      this.course = course;
    }

    /** The next picture, as a PNG file: found where it was drawn before, else drawn. */
    byte[] next(Brush brush, String prompt, int number) {
      String name = brush.name(prompt, number);
      Optional<Output> found = Optional.ofNullable(before.get(name));
      byte[] picture =
          found.map(this::fetch).orElseGet(() -> draw(brush, brush.request(prompt, number)));
      // Found ones too: what an older run wrote is gone once this run has a checkpoint of its own.
      kept.add(context.outputs().keep(name, picture, "image/png"));
      if (found.isEmpty() && kept.size() - safe >= CHECKPOINT_EVERY) {
        save();
      }
      return picture;
    }

    private byte[] fetch(Output output) {
      context.stop().check();
      return shelf.file(output.key(), output.hash(), MAX_PICTURE_BYTES, PARAM, context);
    }

    private void save() {
      checkpoints.saveDrawn(FOLDER, kept, course);
      safe = kept.size();
    }

    private byte[] draw(Brush brush, GenerationRequest request) {
      try (GenerationRun run = brush.model().generator().orElseThrow().start(request)) {
        boolean more = true;
        while (more) {
          context.stop().check();
          if (context.stop().isYieldAsked()) {
            save();
            throw new RunStoppedException();
          }
          more = run.step();
        }
        fresh++;
        return Png.encode(run.result().getFirst());
      }
    }
  }

  private static String name(int number) {
    return "%05d.png".formatted(number);
  }

  private static Rgb read(Path zip, String name) {
    try (ZipFile file = new ZipFile(zip.toFile())) {
      ZipEntry entry = file.getEntry(name);
      if (entry == null) {
        throw new IllegalStateException(FILE + " has no " + name);
      }
      return Png.decode(file.getInputStream(entry).readAllBytes(), ImageLimits.DEFAULT);
    } catch (IOException e) {
      throw new UncheckedIOException("a class picture cannot be read back", e);
    }
  }
}
