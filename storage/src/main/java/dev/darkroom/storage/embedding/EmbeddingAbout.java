package dev.darkroom.storage.embedding;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * What is said of a learned word, of all its versions alike; it may change.
 *
 * @param aliases other names that it is found by
 */
public record EmbeddingAbout(String licence, Visibility visibility, List<String> aliases) {
  /** Other names that a word may have. */
  public static final int MAX_ALIASES = 16;

  /** What holds of a word that nothing was said of. */
  public static final EmbeddingAbout NONE = new EmbeddingAbout("", Visibility.PRIVATE, List.of());

  /** Who may use it. */
  public enum Visibility {
    /** Its tenant alone. */
    @JsonProperty("private")
    PRIVATE,
    /** Every tenant of the farm. */
    @JsonProperty("shared")
    SHARED
  }

  public EmbeddingAbout {
    aliases = List.copyOf(aliases);
    if (aliases.size() > MAX_ALIASES) {
      throw new IllegalArgumentException(
          aliases.size() + " aliases are over the " + MAX_ALIASES + " that a word may have");
    }
  }
}
