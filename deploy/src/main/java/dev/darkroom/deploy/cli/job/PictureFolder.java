package dev.darkroom.deploy.cli.job;

import dev.darkroom.client.FarmClient;
import dev.darkroom.deploy.cli.common.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A folder's pictures, in the order of their names, each with the text of its {@code .txt} file.
 */
record PictureFolder(List<Entry> pictures) {
  private static final List<String> ENDINGS = List.of(".png", ".jpg", ".jpeg", ".webp");
  private static final int MAX_PICTURES = 100;

  /** A picture, and what it shows where somebody has said so. */
  record Entry(Path file, Optional<String> caption) {}

  /**
   * Reads a folder, or takes a single picture.
   *
   * @throws CommandFailure where it has no picture, or more than a job takes
   */
  static PictureFolder of(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      throw CommandFailure.usage("there is no folder " + folder + ": name one with pictures");
    }
    List<Entry> pictures = new ArrayList<>();
    try (Stream<Path> files = Files.isDirectory(folder) ? Files.list(folder) : Stream.of(folder)) {
      for (Path file : files.filter(PictureFolder::isPicture).sorted().toList()) {
        pictures.add(new Entry(file, caption(file)));
      }
    }
    if (pictures.isEmpty() || pictures.size() > MAX_PICTURES) {
      throw CommandFailure.usage(
          folder
              + " has "
              + pictures.size()
              + " pictures: use 1 to "
              + MAX_PICTURES
              + " files that end with "
              + String.join(", ", ENDINGS));
    }
    return new PictureFolder(List.copyOf(pictures));
  }

  /** Whether every picture has a caption in which {@code {}} stands for a word. */
  boolean captioned() {
    return pictures.stream().allMatch(p -> p.caption().filter(c -> c.contains("{}")).isPresent());
  }

  /** Each picture's caption, in their order; empty where it has none. */
  List<String> captions() {
    return pictures.stream().map(picture -> picture.caption().orElse("")).toList();
  }

  /** Brings them all; their ids. */
  List<String> upload(FarmClient farm) throws IOException {
    List<String> ids = new ArrayList<>();
    for (Entry picture : pictures) {
      String name = String.valueOf(picture.file().getFileName());
      ids.add(farm.files().upload(name, Files.readAllBytes(picture.file()), Optional.empty()));
    }
    return ids;
  }

  private static boolean isPicture(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    return Files.isRegularFile(file) && ENDINGS.stream().anyMatch(name::endsWith);
  }

  private static Optional<String> caption(Path picture) throws IOException {
    String name = String.valueOf(picture.getFileName());
    Path text = picture.resolveSibling(name.substring(0, name.lastIndexOf('.')) + ".txt");
    return Files.isRegularFile(text)
        ? Optional.of(Files.readString(text).strip())
        : Optional.empty();
  }
}
