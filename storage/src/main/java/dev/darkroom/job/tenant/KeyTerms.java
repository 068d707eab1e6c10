package dev.darkroom.job.tenant;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What narrows a key down below its role.
 *
 * @param name what its owner calls it
 * @param scopes the only ones that it is good for, sorted: {@code jobs:read}, …; of none at all,
 *     any
 * @param expiresAt from when on it is good no more
 * @param budget worker time of the jobs that are submitted with it
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record KeyTerms(
    Optional<String> name,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSetter(nulls = Nulls.AS_EMPTY)
        List<String> scopes,
    Optional<Instant> expiresAt,
    Optional<Quota.Budget> budget) {
  /** A key that is good for all that its role may do, for ever. */
  public static final KeyTerms NONE =
      new KeyTerms(Optional.empty(), List.of(), Optional.empty(), Optional.empty());

  /** Scopes that a key may have. */
  public static final int MAX_SCOPES = 64;

  public KeyTerms {
    scopes = scopes.stream().distinct().sorted().toList();
    if (scopes.size() > MAX_SCOPES) {
      throw new IllegalArgumentException(
          scopes.size() + " scopes are over the " + MAX_SCOPES + " that a key may have");
    }
  }

  /** Whether the key is good no more. */
  public boolean expired(Instant now) {
    return expiresAt.filter(end -> !now.isBefore(end)).isPresent();
  }
}
