package dev.darkroom.storage.file;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a file is for, spelled as OpenAI's clients do. */
public enum Purpose {
  /** The input of a batch. */
  BATCH,
  /** What a batch left. */
  BATCH_OUTPUT,
  /** Pictures to train on. */
  FINE_TUNE,
  /** A picture to look at. */
  VISION,
  /** Anything else. */
  USER_DATA;

  /** The file's purpose by this name, if it is one. */
  public static Optional<Purpose> ofText(String text) {
    return Arrays.stream(values()).filter(purpose -> purpose.toString().equals(text)).findFirst();
  }

  /** The purposes under which a client may bring a file. */
  public static List<String> brought() {
    return Arrays.stream(values())
        .filter(purpose -> purpose != BATCH_OUTPUT)
        .map(Purpose::toString)
        .toList();
  }

  /**
   * For how long its files are kept where their bringer says nothing; empty for as long as not
   * deleted.
   *
   * @param batches for how long what belongs to a batch is
   */
  public Optional<Duration> kept(Duration batches) {
    return switch (this) {
      case BATCH, BATCH_OUTPUT -> Optional.of(batches);
      case FINE_TUNE, VISION, USER_DATA -> Optional.empty();
    };
  }

  @JsonCreator
  static Purpose parse(String text) {
    return ofText(text)
        .orElseThrow(() -> new IllegalArgumentException("there is no purpose '" + text + "'"));
  }

  @JsonValue
  @Override
  public String toString() {
    // "fine-tune" alone has a hyphen.
    return this == FINE_TUNE ? "fine-tune" : name().toLowerCase(Locale.ROOT);
  }
}
