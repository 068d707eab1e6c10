package dev.darkroom.job;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.ModelRef;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * What failures of one cause have in common: the kind and code of the error, the model, and the
 * message with everything blanked that differs from job to job. Sixteen hex digits.
 */
public record Fingerprint(@JsonValue String value) {
  private static final int DIGITS = 16;
  private static final Pattern FORM = Pattern.compile("[0-9a-f]{16}");

  /** UUIDs, digests and other long hex numbers with a digit in them. */
  private static final Pattern IDS =
      Pattern.compile(
          "\\b(?=[0-9a-f-]*[0-9])[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\b"
              + "|\\b(?=[a-f]*[0-9])[0-9a-f]{8,}\\b",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern NUMBERS = Pattern.compile("[0-9]+([.,:][0-9]+)*");

  public Fingerprint {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "a fingerprint is sixteen hex digits, as GET /v1/dead-letters tells them");
    }
  }

  /** The fingerprint of a failure of a job of this model. */
  public static Fingerprint of(JobError error, ModelRef model) {
    String common =
        String.join(
            "\n", error.kind().name(), error.code(), model.toString(), blanked(error.message()));
    String hex = Digest.of(common.getBytes(StandardCharsets.UTF_8)).hex();
    return new Fingerprint(hex.substring(0, DIGITS));
  }

  /** The message without what differs from job to job. */
  static String blanked(String message) {
    return NUMBERS.matcher(IDS.matcher(message).replaceAll("#")).replaceAll("#");
  }

  @Override
  public String toString() {
    return value;
  }
}
