package dev.darkroom.deploy.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The house models by name, and where this checkout keeps them. */
final class HouseModels {
  private static final List<String> NAMES = List.of("shapes-ldm");

  private HouseModels() {}

  /**
   * @throws CommandFailure if no house model has this name
   */
  static void requireKnown(String name) {
    if (!NAMES.contains(name)) {
      throw CommandFailure.usage(
          "'" + name + "' is no house model: use " + String.join(" or ", NAMES));
    }
  }

  /**
   * The model's folder in this checkout.
   *
   * @throws CommandFailure if it is not there
   */
  static Path shipped(String name) {
    Path folder = Path.of(System.getProperty("darkroom.home", ""), "deploy", "models", name);
    if (!Files.isDirectory(folder)) {
      throw CommandFailure.failed(
          folder
              + " is not there: name the model's folder with --folder, or make one with 'darkroom train "
              + name
              + "'");
    }
    return folder;
  }
}
