package dev.darkroom.job.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;

/**
 * A model by name, or one version of it: {@code shapes-ldm} or {@code shapes-ldm@2}. No version
 * means the newest.
 */
public record ModelRef(String name, Optional<Integer> version) {
  public ModelRef {
    Names.check("model", name);
    if (version.isPresent() && version.get() < 1) {
      throw new IllegalArgumentException("model version " + version.get() + " is below 1");
    }
  }

  @JsonCreator
  public static ModelRef parse(String text) {
    int at = text.indexOf('@');
    if (at < 0) {
      return new ModelRef(text, Optional.empty());
    }
    try {
      return new ModelRef(
          text.substring(0, at), Optional.of(Integer.valueOf(text.substring(at + 1))));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a model: use name or name@version", e);
    }
  }

  /** The same model with its version pinned. */
  public ModelRef at(int pinned) {
    return new ModelRef(name, Optional.of(pinned));
  }

  @JsonValue
  @Override
  public String toString() {
    return version.map(v -> name + "@" + v).orElse(name);
  }
}
