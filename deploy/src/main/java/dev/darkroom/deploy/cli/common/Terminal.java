package dev.darkroom.deploy.cli.common;

import java.io.Console;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/**
 * One line of progress on standard error, rewritten in place; nothing at all where there is no
 * terminal.
 */
public final class Terminal {
  private static final int BAR = 24;

  private final PrintStream err;
  private final boolean live;
  private int width;

  Terminal(PrintStream err, boolean live) {
    this.err = err;
    this.live = live;
  }

  @SuppressWarnings(
      "SystemConsoleNull") // some JDKs from 22 on still answer null where there is no terminal
  public static boolean isTerminal() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  /** Progress on this process's terminal, if it has one and the caller wants none of it as JSON. */
  public static Terminal ofProcess(boolean json) {
    return new Terminal(System.err, isTerminal() && !json);
  }

  /** Shows a bar: {@code value} from 0 to 1, and what stands behind it. */
  public void bar(double value, String text) {
    int full = (int) Math.round(Math.clamp(value, 0, 1) * BAR);
    line(
        String.format(
            Locale.ROOT,
            "[%s%s] %3.0f%%  %s",
            "#".repeat(full),
            "-".repeat(BAR - full),
            value * 100,
            text));
  }

  /** Replaces the line. */
  public void line(String text) {
    if (live) {
      err.print("\r" + text + " ".repeat(Math.max(0, width - text.length())));
      err.flush();
      width = text.length();
    }
  }

  /** Clears the line, so that ordinary output can follow. */
  public void clear() {
    if (live && width > 0) {
      err.print("\r" + " ".repeat(width) + "\r");
      err.flush();
      width = 0;
    }
  }

  /** {@code 850 ms}, {@code 12.3 s} or {@code 4 min 05 s}. */
  public static String human(Duration duration) {
    long millis = duration.toMillis();
    if (millis < 1000) {
      return millis + " ms";
    }
    if (millis < 60_000) {
      return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
    }
    return String.format(Locale.ROOT, "%d min %02d s", millis / 60_000, millis / 1000 % 60);
  }

  /** {@code 850 B}, {@code 12.3 kB}, {@code 4.5 MB} or {@code 1.2 GB}. */
  public static String size(long bytes) {
    if (bytes < 1_000) {
      return bytes + " B";
    }
    if (bytes < 1_000_000) {
      return String.format(Locale.ROOT, "%.1f kB", bytes / 1e3);
    }
    return bytes < 1_000_000_000
        ? String.format(Locale.ROOT, "%.1f MB", bytes / 1e6)
        : String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
  }
}
