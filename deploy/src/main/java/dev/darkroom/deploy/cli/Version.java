package dev.darkroom.deploy.cli;

import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class Version implements IVersionProvider {
  static final String DARKROOM = "0.1.0";

  @Override
  public String[] getVersion() {
    return new String[] {
      "darkroom "
          + DARKROOM
          + " (Java "
          + Runtime.version()
          + ", "
          + System.getProperty("os.arch")
          + ")"
    };
  }
}
