package dev.darkroom.gateway.request;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.job.Role;
import dev.darkroom.job.TenantId;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;

/** For whom a key is wanted, and what it shall be good for. */
public record KeyRequest(TenantId tenant, Role role) {
  private static final Set<String> FIELDS = Set.of("tenant", "role");
  private static final int MAX_CHARS = 80;

  /**
   * Reads the body of {@code POST /v1/keys}.
   *
   * @throws dev.darkroom.gateway.problem.ProblemException naming the field that does not fit
   */
  public static KeyRequest read(ObjectNode body) {
    Fields fields = new Fields(body);
    fields.refuseUnknown("a key", FIELDS);
    return new KeyRequest(
        tenant("tenant", fields.requiredText("tenant", MAX_CHARS)),
        role(fields.requiredText("role", MAX_CHARS)));
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
