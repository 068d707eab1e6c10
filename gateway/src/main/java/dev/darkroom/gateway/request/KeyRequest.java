package dev.darkroom.gateway.request;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.tenant.KeyTerms;
import dev.darkroom.job.tenant.Role;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** For whom a key is wanted, and what it shall be good for. */
public record KeyRequest(TenantId tenant, Role role, KeyTerms terms) {
  private static final Set<String> FIELDS =
      new TreeSet<>(
          Set.of(
              "tenant", "role", "name", "scopes", "expires_at", "gpu_seconds", "window_seconds"));
  private static final int MAX_CHARS = 80;

  /**
   * Reads the body of {@code POST /v1/keys}.
   *
   * @param known the scopes there are
   * @param now before which no key expires
   * @throws dev.darkroom.gateway.problem.ProblemException naming the field that does not fit
   */
  public static KeyRequest read(ObjectNode body, Set<String> known, Instant now) {
    Fields fields = new Fields(body);
    fields.refuseUnknown("a key", FIELDS);
    return new KeyRequest(
        tenant("tenant", fields.requiredText("tenant", MAX_CHARS)),
        role(fields.requiredText("role", MAX_CHARS)),
        new KeyTerms(
            fields.text("name", MAX_CHARS),
            scopes(fields, known),
            fields.text("expires_at", MAX_CHARS).map(text -> later(text, now)),
            TenantRequest.budget(fields)));
  }

  private static List<String> scopes(Fields fields, Set<String> known) {
    List<String> scopes = fields.list("scopes", KeyTerms.MAX_SCOPES, MAX_CHARS);
    scopes.stream()
        .filter(scope -> !known.contains(scope))
        .findFirst()
        .ifPresent(scope -> {
          throw Choice.unknown(ProblemCode.UNKNOWN_VALUE, "scopes", scope, known);
        });
    return scopes;
  }

  private static Instant later(String text, Instant now) {
    try {
      Instant time = Instant.parse(text).truncatedTo(ChronoUnit.MILLIS);
      if (time.isAfter(now)) {
        return time;
      }
    } catch (DateTimeParseException _) {
      // Refused like a time that is over.
    }
    throw Fields.problem(
        ProblemCode.VALUE_OUT_OF_RANGE,
        "expires_at",
        "expires_at '%s' is no time to come: use one like %s"
            .formatted(
                Fields.clip(text), now.plus(Duration.ofDays(90)).truncatedTo(ChronoUnit.DAYS)));
  }

  /** The tenant of this name. */
  static TenantId tenant(String field, String text) {
    try {
      return TenantId.of(text);
    } catch (IllegalArgumentException e) {
      throw Fields.problem(ProblemCode.INVALID_NAME, field, String.valueOf(e.getMessage()));
    }
  }

  private static Role role(String text) {
    Set<String> known =
        Arrays.stream(Role.values())
            .map(Role::toString)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    if (!known.contains(text)) {
      throw Choice.unknown(ProblemCode.UNKNOWN_VALUE, "role", text, known);
    }
    return Role.parse(text);
  }
}
