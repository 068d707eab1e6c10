package dev.darkroom.deploy.cli.common;

import java.nio.file.Path;

/** The data folder of a farm whose call names none. */
public final class DataFolder {
  private DataFolder() {}

  public static Path standard() {
    return Path.of(System.getProperty("user.home"), ".darkroom");
  }
}
