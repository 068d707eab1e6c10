package dev.darkroom.storage.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.darkroom.job.id.TenantId;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Somebody has asked for a change, and this came of it.
 *
 * @param who empty where nobody was known by the key that was sent
 * @param operation of the API's document: {@code createJob}, …
 * @param ids the path's ids, by name
 * @param outcome what was answered
 * @param request the answer's {@code X-Request-Id}
 * @param address where the request came from
 */
public record AuditEntry(
    Instant at,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Who> who,
    String operation,
    Map<String, String> ids,
    Outcome outcome,
    String request,
    String address) {
  public AuditEntry {
    ids = Map.copyOf(ids);
  }

  /**
   * On whose behalf.
   *
   * @param key the id of the key, {@code first} for the farm's first
   * @param tenant whose things were asked for: the caller's own, or whom an operator named
   * @param roles of the key
   */
  public record Who(TenantId caller, String key, TenantId tenant, Set<String> roles) {
    public Who {
      roles = Set.copyOf(roles);
    }
  }

  /**
   * What was answered.
   *
   * @param code of the refusal, where it was one
   * @param subject the path of what was made, where the answer told it in {@code Location}
   */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  public record Outcome(int status, Optional<String> code, Optional<String> subject) {}

  /** The tenant in whose log it stands: the caller's own. */
  public Optional<TenantId> tenant() {
    return who.map(Who::caller);
  }
}
