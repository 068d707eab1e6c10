package dev.darkroom.worker.train;

import dev.darkroom.image.ImageLimits;
import dev.darkroom.image.Png;
import dev.darkroom.image.Rgb;
import dev.darkroom.job.FineTuneSpec;
import dev.darkroom.job.Output;
import dev.darkroom.model.GenerationRequest;
import dev.darkroom.model.GenerationRun;
import dev.darkroom.model.Generator;
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
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * The pictures of a subject's class (Ruiz et al. 2022, prior preservation): those that the job was
 * given, then as many as are missing, drawn by the model before its training begins. They are kept
 * with the job, so that a run which goes on draws none.
 */
final class ClassDrawings {
  static final String FILE = "class_pictures.zip";

  private static final long MAX_BYTES = 4L << 30;

  private final Shelf shelf;
  private final Path scratch;
  private final RunContext context;

  ClassDrawings(Shelf shelf, Path scratch, RunContext context) {
    this.shelf = shelf;
    this.scratch = scratch;
    this.context = context;
  }

  /**
   * How missing ones are drawn.
   *
   * @param side pixels
   * @param seed of the first picture there is, given or drawn; each has the next
   */
  record Brush(Generator generator, SamplingSettings sampling, int side, long seed) {}

  /** All of them, each decoded when it is asked for. */
  List<Supplier<Rgb>> pictures(FineTuneSpec.Prior prior, Brush brush) {
    List<Supplier<Rgb>> all = new ArrayList<>();
    PictureFiles files = new PictureFiles(shelf);
    prior.given().forEach(given -> all.add(() -> files.read(given, "class_images", context)));
    int missing = prior.images() - prior.given().size();
    if (missing > 0) {
      Path zip = known().orElseGet(() -> drawn(prior, brush, missing));
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
        shelf.download(
            zip.key(), zip.hash(), scratch.resolve(FILE), MAX_BYTES, "class_images", context));
    return output.map(_ -> scratch.resolve(FILE));
  }

  private Path drawn(FineTuneSpec.Prior prior, Brush brush, int missing) {
    Path zip = scratch.resolve(FILE);
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      for (int i = 0; i < missing; i++) {
        String message = "drawing class picture %d of %d".formatted(i + 1, missing);
        context.progress().note(message, i, missing);
        ZipEntry entry = new ZipEntry(name(i));
        entry.setLastModifiedTime(FileTime.from(Instant.EPOCH)); // equal runs, equal bytes
        out.putNextEntry(entry);
        long seed = brush.seed() + prior.given().size() + i & Long.MAX_VALUE;
        out.write(Png.encode(draw(prior.prompt(), brush, seed)));
        out.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the class pictures cannot be kept on disk", e);
    }
    context.outputs().add(FILE, Output.Role.SAMPLE, "application/zip", zip);
    context.log().info("drew " + missing + " pictures of '" + prior.prompt() + "'");
    return zip;
  }

  private Rgb draw(String prompt, Brush brush, long seed) {
    GenerationRequest request =
        new GenerationRequest(
            Prompt.of(prompt, ""),
            List.of(Seed.of(seed)),
            brush.sampling(),
            new Size(brush.side(), brush.side()));
    try (GenerationRun run = brush.generator().start(request)) {
      boolean more = true;
      while (more) {
        context.stop().check();
        if (context.stop().isYieldAsked()) {
          throw new RunStoppedException(); // nothing is trained yet: the next run begins anew
        }
        more = run.step();
      }
      return run.result().getFirst();
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
