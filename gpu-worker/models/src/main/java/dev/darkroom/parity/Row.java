package dev.darkroom.parity;

/**
 * One line of the report.
 *
 * @param caseName the case's folder below the root
 * @param tensor an expected tensor, or a group of them that is not supported
 * @param error largest absolute difference; for whole numbers the largest too
 * @param allowed what the case tolerates
 * @param note why, where there is something to say
 */
public record Row(
    String caseName, String tensor, Verdict verdict, double error, double allowed, String note) {
  public enum Verdict {
    OK,
    OVER,
    NOT_SUPPORTED
  }
}
