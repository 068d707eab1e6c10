package dev.darkroom.metrics;

import dev.darkroom.image.ImageException;
import dev.darkroom.image.ImageLimits;
import dev.darkroom.image.Png;
import dev.darkroom.image.Rgb;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Pictures in an order, each read when it is asked for, so that a set may exceed memory. */
public interface PictureSet {
  /** No set has more pictures. */
  int MAX_PICTURES = 131_072;

  int count();

  /** Picture {@code i}, from 0. */
  Rgb picture(int i);

  /** Pictures that are in memory. */
  static PictureSet of(List<Rgb> pictures) {
    List<Rgb> all = List.copyOf(pictures);
    return new PictureSet() {
      @Override
      public int count() {
        return all.size();
      }

      @Override
      public Rgb picture(int i) {
        return all.get(i);
      }
    };
  }

  /**
   * The PNG files of a folder, by name; folders below it are not looked into.
   *
   * @throws IllegalArgumentException if there is no such folder, or none or too many files in it
   * @throws UncheckedIOException if it cannot be read
   */
  static PictureSet inFolder(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new IllegalArgumentException(folder + " is no folder: name one with PNG files");
    }
    List<Path> files;
    try (Stream<Path> children = Files.list(folder)) {
      files = children.filter(PictureSet::isPng).sorted().limit(MAX_PICTURES + 1L).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(folder + " cannot be listed", e);
    }
    if (files.isEmpty() || files.size() > MAX_PICTURES) {
      throw new IllegalArgumentException(
          "%s holds %s PNG files: 1 to %d are needed"
              .formatted(folder, files.isEmpty() ? "no" : "too many", MAX_PICTURES));
    }
    return new PictureSet() {
      @Override
      public int count() {
        return files.size();
      }

      @Override
      public Rgb picture(int i) {
        return read(files.get(i));
      }
    };
  }

  private static boolean isPng(Path file) {
    return file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".png");
  }

  private static Rgb read(Path file) {
    try {
      return Png.decode(Files.readAllBytes(file), ImageLimits.DEFAULT);
    } catch (ImageException e) {
      throw new ImageException(e.code(), file.getFileName() + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    }
  }
}
