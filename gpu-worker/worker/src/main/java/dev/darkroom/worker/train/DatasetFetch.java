package dev.darkroom.worker.train;

import dev.darkroom.dataset.DatasetLimits;
import dev.darkroom.job.spec.FineTuneSpec.Source;
import dev.darkroom.job.spec.Picture;
import dev.darkroom.storage.object.ObjectInfo;
import dev.darkroom.storage.object.ObjectPage;
import dev.darkroom.storage.object.ObjectStore;
import dev.darkroom.worker.run.RunContext;
import dev.darkroom.worker.run.RunFailure;
import dev.darkroom.worker.run.Shelf;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * Brings a job's pictures and captions to the worker's disk, as a folder or a zip file like those
 * that people have.
 */
final class DatasetFetch {
  static final String PARAM = "dataset";

  private static final List<String> ENDINGS = List.of(".png", ".jpg", ".jpeg", ".webp");

  private final Shelf shelf;
  private final Path scratch;
  private final DatasetLimits limits;
  private final RunContext context;

  DatasetFetch(Shelf shelf, Path scratch, DatasetLimits limits, RunContext context) {
    this.shelf = shelf;
    this.scratch = scratch;
    this.limits = limits;
    this.context = context;
  }

  /**
   * The folder or the zip file.
   *
   * @throws RunFailure where a file is gone, is not what it was, is too large or has an unsafe name
   */
  Path fetch(Source source) {
    try {
      return switch (source) {
        case Source.Listed listed -> listed(listed.pictures());
        case Source.Archive archive -> archive(archive.zip());
        case Source.Prefix prefix -> below(prefix.prefix());
      };
    } catch (IOException e) {
      throw new UncheckedIOException("the dataset cannot be kept on disk", e);
    }
  }

  private Path listed(List<Picture> pictures) throws IOException {
    Path folder = Files.createDirectories(scratch.resolve("dataset"));
    for (int i = 0; i < pictures.size(); i++) {
      Picture picture = pictures.get(i);
      String stem = "%05d-%s".formatted(i + 1, picture.name());
      String lower = stem.toLowerCase(Locale.ROOT);
      Optional<String> ending = ENDINGS.stream().filter(lower::endsWith).findFirst();
      Path file = folder.resolve(ending.isPresent() ? stem : stem + ENDINGS.getFirst());
      shelf.download(
          picture.key(), picture.digest(), file, limits.picture().maxBytes(), PARAM, context);
      if (picture.caption().isPresent()) {
        int end = stem.length() - ending.map(String::length).orElse(0);
        Files.writeString(folder.resolve(stem.substring(0, end) + ".txt"), picture.caption().get());
      }
      context.progress().note("fetching pictures", 0, 0);
    }
    return folder;
  }

  private Path archive(Picture zip) {
    Path file = scratch.resolve("dataset.zip");
    shelf.download(zip.key(), zip.digest(), file, limits.maxBytes(), PARAM, context);
    return file;
  }

  private Path below(String prefix) throws IOException {
    Path folder = Files.createDirectories(scratch.resolve("dataset"));
    int files = 0;
    long bytes = 0;
    Optional<String> from = Optional.empty();
    do {
      Optional<String> next = from;
      ObjectPage page =
          context
              .retries()
              .call(
                  "dataset",
                  context.stop(),
                  () -> shelf.store().list(prefix, next, ObjectStore.MAX_PAGE));
      for (ObjectInfo object : page.objects()) {
        bytes += object.sizeBytes();
        if (++files > limits.maxFiles() || bytes > limits.maxBytes()) {
          throw RunFailure.client(
              "dataset_limit_exceeded",
              "%s holds more than %d files or %d bytes: split it"
                  .formatted(prefix, limits.maxFiles(), limits.maxBytes()),
              PARAM);
        }
        Path file = folder.resolve(inside(prefix, object.key()));
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        shelf.download(object.key(), file, limits.picture().maxBytes(), PARAM, context);
        context.progress().note("fetching " + files + " files", 0, 0);
      }
      from = page.next();
    } while (from.isPresent());
    return folder;
  }

  /** Whoever puts objects into the bucket may give them any name. */
  private static String inside(String prefix, String key) {
    String name = key.substring(prefix.length());
    boolean safe =
        !name.isEmpty()
            && !name.contains("\\")
            && name.chars().noneMatch(c -> c < ' ')
            && Arrays.stream(name.split("/", -1))
                .noneMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."));
    if (!safe) {
      throw RunFailure.client(
          "dataset_path_unsafe",
          "an object below %s has a name that is no file's: use plain relative names"
              .formatted(prefix),
          PARAM);
    }
    return name;
  }
}
