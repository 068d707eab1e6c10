package dev.darkroom.deploy.cli.common;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The files that a conversion reads and writes, looked at before any work is done. */
public final class OutFile {
  private OutFile() {}

  /** Refuses a call whose input is not there. */
  public static void requireInput(Path file) {
    if (!Files.isRegularFile(file)) {
      throw CommandFailure.usage(
          Files.isDirectory(file)
              ? file + " is a folder: name the file in it"
              : file + " does not exist: name the file to convert");
    }
  }

  /** Refuses an output of another ending, and makes its folder. */
  public static void prepare(Path out, List<String> endings, String tool) throws IOException {
    if (Files.isDirectory(out)) {
      throw CommandFailure.usage("--out " + out + " is a folder: name a file");
    }
    String name = String.valueOf(out.getFileName());
    String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    if (!endings.contains(ending)) {
      throw CommandFailure.usage(
          "--out %s: a file for %s ends in .%s"
              .formatted(out, tool, String.join(" or .", endings)));
    }
    Path folder = out.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
  }
}
