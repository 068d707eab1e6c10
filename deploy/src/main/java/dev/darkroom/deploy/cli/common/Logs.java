package dev.darkroom.deploy.cli.common;

import java.nio.file.Path;

/** Where a command's log goes. To be said before anything logs: the first logger fixes it. */
public final class Logs {
  private static final String PREFIX = "org.slf4j.simpleLogger.";

  private Logs() {}

  /** Into a file, so that the terminal stays the command's own. */
  public static void toFile(Path file) {
    System.setProperty(PREFIX + "logFile", file.toString());
    ours();
  }

  /** On standard error, as a process in a container does. */
  public static void toStandardError() {
    System.setProperty(PREFIX + "logFile", "System.err");
    ours();
  }

  private static void ours() {
    System.setProperty(PREFIX + "log.dev.darkroom", "info");
  }
}
