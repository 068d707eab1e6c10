package dev.darkroom.world.judge;

import dev.darkroom.world.Ask;
import dev.darkroom.world.Attribute;
import dev.darkroom.world.Term;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What was drawn against what was read, attribute by attribute. An attribute that a caption leaves
 * free is not counted. Not safe for use by several threads.
 */
public final class Confusions {
  private final Map<Attribute, int[][]> tables = new EnumMap<>(Attribute.class);
  private double explained;
  private int pictures;

  /** Empty tables. */
  public Confusions() {
    for (var attribute : Attribute.values()) {
      int values = attribute.terms().size();
      tables.put(attribute, new int[values][values]);
    }
  }

  /** Counts one picture that was asked for and read. */
  public void add(Ask ask, Reading reading) {
    for (var attribute : Attribute.values()) {
      var terms = attribute.terms();
      int read = terms.indexOf(reading.scene().get(attribute));
      ask.get(attribute).ifPresent(asked -> table(attribute)[terms.indexOf(asked)][read]++);
    }
    explained += reading.explained();
    pictures++;
  }

  /** How many pictures were counted. */
  public int pictures() {
    return pictures;
  }

  /** How many pictures named the attribute. */
  public int named(Attribute attribute) {
    return Arrays.stream(table(attribute)).flatMapToInt(Arrays::stream).sum();
  }

  /**
   * The share of the pictures naming the attribute that were read as asked; NaN if none named it.
   */
  public double accuracy(Attribute attribute) {
    int[][] table = table(attribute);
    int right = 0;
    for (int i = 0; i < table.length; i++) {
      right += table[i][i];
    }
    return right / (double) named(attribute);
  }

  /** Mean {@link Reading#explained}. */
  public double meanExplained() {
    return explained / pictures;
  }

  /**
   * The table of one attribute in Markdown: a row a drawn value, a column a read value; 0 is left
   * blank.
   */
  public String markdown(Attribute attribute) {
    var terms = attribute.terms();
    var lines = new ArrayList<String>();
    lines.add(row(attribute.words(), terms.stream().map(Term::words)));
    lines.add("|---".repeat(terms.size() + 1) + "|");
    for (int i = 0; i < terms.size(); i++) {
      var cells = Arrays.stream(table(attribute)[i]).mapToObj(Confusions::cell);
      lines.add(row(terms.get(i).words(), cells));
    }
    return String.join("\n", lines) + "\n";
  }

  private int[][] table(Attribute attribute) {
    return Objects.requireNonNull(tables.get(attribute));
  }

  private static String cell(int count) {
    return count == 0 ? "" : Integer.toString(count);
  }

  private static String row(String head, Stream<String> cells) {
    var all = new ArrayList<>(List.of(head));
    cells.forEach(all::add);
    return "| " + String.join(" | ", all) + " |";
  }
}
