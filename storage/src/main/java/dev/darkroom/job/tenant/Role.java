package dev.darkroom.job.tenant;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What the holder of a key may do. */
public enum Role {
  /** Submits and steers its tenant's jobs that draw, measure or do nothing. */
  SUBMITTER,
  /** The same, and jobs that train. */
  TRAINER,
  /** Sees and steers pools, workers and every tenant's jobs. */
  OPERATOR,
  /** Everything, keys and tenants included. */
  ADMIN;

  /** This role, and those whose work it may do as well. */
  public Set<Role> all() {
    return switch (this) {
      case SUBMITTER -> EnumSet.of(SUBMITTER);
      case TRAINER -> EnumSet.of(SUBMITTER, TRAINER);
      case OPERATOR -> EnumSet.of(OPERATOR);
      case ADMIN -> EnumSet.allOf(Role.class);
    };
  }

  /**
   * Reads a role.
   *
   * @throws IllegalArgumentException naming those there are
   */
  @JsonCreator
  public static Role parse(String text) {
    return Arrays.stream(values())
        .filter(role -> role.toString().equals(text))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "'%s' is no role: use %s"
                    .formatted(
                        text.length() <= 40 ? text : text.substring(0, 40) + "…",
                        Arrays.stream(values())
                            .map(Role::toString)
                            .collect(Collectors.joining(", ")))));
  }

  @JsonValue
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
