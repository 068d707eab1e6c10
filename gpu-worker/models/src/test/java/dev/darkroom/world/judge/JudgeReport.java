package dev.darkroom.world.judge;

import dev.darkroom.world.Ask;
import dev.darkroom.world.Attribute;
import dev.darkroom.world.WorldSampler;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Writes the judge's tables into docs/world.md, below the marker line, and prints what a picture
 * took; the page says how to run it.
 */
public final class JudgeReport {
  private static final String MARKER = "<!-- below: written by JudgeReport -->";
  private static final long SEED = 77;
  private static final Wear HARDEST = new Wear(1, 8);
  private static final List<Wear> WEARS =
      List.of(Wear.NONE, new Wear(0.7, 0), new Wear(0, 8), HARDEST);

  private JudgeReport() {}

  /** Arguments: how many pictures a row, and the page. */
  public static void main(String[] args) throws IOException {
    if (args.length != 2) {
      throw new IllegalArgumentException("usage: JudgeReport PICTURES docs/world.md");
    }
    int pictures = Integer.parseInt(args[0]);
    var page = Path.of(args[1]);
    String text = Files.readString(page);
    int end = text.indexOf(MARKER) + MARKER.length();
    Files.writeString(page, text.substring(0, end) + "\n\n" + report(pictures));
  }

  private static String report(int pictures) {
    var summary = new ArrayList<String>();
    var details = new StringBuilder();
    summary.add("Share read right, %d drawings a row:\n".formatted(pictures));
    var names = List.of(Attribute.values()).stream().map(Attribute::words).toList();
    summary.add("| drawings | " + String.join(" | ", names) + " | explained |");
    summary.add("|---".repeat(names.size() + 2) + "|");
    for (var wear : WEARS) {
      var confusions = measure(pictures, wear);
      summary.add(row(wear, confusions));
      if (wear.equals(Wear.NONE) || wear.equals(HARDEST)) {
        details.append(tables(wear, confusions));
      }
    }
    return String.join("\n", summary) + "\n" + details;
  }

  private static Confusions measure(int pictures, Wear wear) {
    var sampler = new WorldSampler(SEED);
    var confusions = new Confusions();
    var clock = ManagementFactory.getThreadMXBean();
    long nanos = 0;
    for (int i = 0; i < pictures; i++) {
      var sample = sampler.training(i);
      int[] pixels = wear.apply(sample.pixels(), i);
      long start = clock.getCurrentThreadCpuTime();
      var reading = Judge.read(pixels);
      nanos += clock.getCurrentThreadCpuTime() - start;
      confusions.add(Ask.of(sample.scene()), reading);
    }
    System.out.printf(
        Locale.ROOT, "%s: %.1f ms of one core a picture%n", describe(wear), nanos / 1e6 / pictures);
    return confusions;
  }

  private static String row(Wear wear, Confusions confusions) {
    var cells = new ArrayList<String>();
    cells.add(describe(wear));
    for (var attribute : Attribute.values()) {
      cells.add(String.format(Locale.ROOT, "%.4f", confusions.accuracy(attribute)));
    }
    cells.add(String.format(Locale.ROOT, "%.3f", confusions.meanExplained()));
    return "| " + String.join(" | ", cells) + " |";
  }

  private static String tables(Wear wear, Confusions confusions) {
    var tables = new StringBuilder("\n### Drawn (rows) and read (columns): " + describe(wear));
    tables.append('\n');
    for (var attribute : Attribute.values()) {
      tables.append('\n').append(confusions.markdown(attribute));
    }
    return tables.toString();
  }

  private static String describe(Wear wear) {
    return wear.equals(Wear.NONE)
        ? "clean"
        : String.format(Locale.ROOT, "blur %.1f px, noise %.0f/255", wear.blur(), wear.noise());
  }
}
