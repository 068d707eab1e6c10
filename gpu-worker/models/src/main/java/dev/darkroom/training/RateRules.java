package dev.darkroom.training;

import dev.darkroom.training.RateCurve.Piecewise;
import java.util.ArrayList;
import java.util.List;

/** Reads the rules of a piecewise learning rate: multiple and step by step, and a last multiple. */
final class RateRules {
  private static final int MAX_PIECES = 1_000;

  private RateRules() {}

  static Piecewise read(String rules) {
    String[] parts = rules.split(",", MAX_PIECES + 2);
    List<Piecewise.Piece> pieces = new ArrayList<>();
    try {
      if (parts.length > MAX_PIECES) {
        throw new NumberFormatException("too many pieces");
      }
      long before = 0;
      for (int i = 0; i < parts.length - 1; i++) {
        String[] pair = parts[i].split(":", 2);
        if (pair.length != 2) {
          throw new NumberFormatException("no step");
        }
        long until = Long.parseLong(pair[1].strip());
        if (until <= before) {
          throw new NumberFormatException("steps must rise");
        }
        before = until;
        pieces.add(new Piecewise.Piece(multiple(pair[0]), until));
      }
      return new Piecewise(pieces, multiple(parts[parts.length - 1]));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "step rules '"
              + rules
              + "' cannot be read ("
              + e.getMessage()
              + "): use multiples and rising steps, as in 1:10,0.1:20,0.01",
          e);
    }
  }

  private static double multiple(String text) {
    double multiple = Double.parseDouble(text.strip());
    if (!(multiple >= 0) || Double.isInfinite(multiple)) {
      throw new NumberFormatException("multiple " + text + " is not finite and >= 0");
    }
    return multiple;
  }
}
