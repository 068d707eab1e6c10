package dev.darkroom.deploy.cli.common;

import java.io.PrintStream;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Several lines of progress at the end of a terminal, rewritten in place. For a terminal that
 * understands the cursor's movements.
 */
public final class Bars {
  private static final int WIDTH = 20;

  private final PrintStream err;
  private final int columns;
  private int shown;

  Bars(PrintStream err, int columns) {
    this.err = err;
    this.columns = columns;
  }

  /** Of this process's terminal. */
  public static Bars ofProcess() {
    String columns = System.getenv().getOrDefault("COLUMNS", "");
    return new Bars(System.err, columns.matches("\\d{2,4}") ? Integer.parseInt(columns) : 80);
  }

  /** Shows these lines in place of the last ones. */
  public void show(List<String> lines) {
    StringBuilder text = new StringBuilder(up());
    lines.forEach(line -> text.append("\r\u001b[2K").append(clip(line)).append('\n'));
    IntStream.range(lines.size(), shown).forEach(_ -> text.append("\r\u001b[2K\n"));
    shown = Math.max(shown, lines.size());
    err.print(text);
    err.flush();
  }

  /** Takes them away, so that ordinary output can follow. */
  public void clear() {
    if (shown > 0) {
      err.print(up() + "\r\u001b[J");
      err.flush();
      shown = 0;
    }
  }

  /** {@code [#####-----] 50%}. */
  public static String bar(double value) {
    double share = Math.clamp(value, 0, 1);
    int full = (int) Math.round(share * WIDTH);
    return "[%s%s] %3d%%"
        .formatted("#".repeat(full), "-".repeat(WIDTH - full), (int) Math.floor(share * 100));
  }

  private String up() {
    return shown == 0 ? "" : "\u001b[" + shown + "A";
  }

  /** A line that wraps would be counted as one, and the bars would climb the screen. */
  private String clip(String line) {
    return line.length() < columns ? line : line.substring(0, columns - 2) + "…";
  }
}
