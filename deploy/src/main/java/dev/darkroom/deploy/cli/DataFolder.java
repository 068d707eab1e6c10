package dev.darkroom.deploy.cli;

import java.nio.file.Path;

/** The data folder of a farm whose call names none. */
final class DataFolder {
  private DataFolder() {}

  static Path standard() {
    return Path.of(System.getProperty("user.home"), ".darkroom");
  }
}
