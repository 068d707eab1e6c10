package dev.darkroom.gateway.body;

import dev.darkroom.job.id.TenantId;
import dev.darkroom.storage.audit.AuditEntry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One call that asked for a change.
 *
 * @param tenant the caller's; null where nobody was known
 * @param key the id of the key; null likewise
 * @param subject whose things were asked for, where an operator named another tenant
 * @param ids of the path, by name
 * @param location of what was made, where the answer told it
 */
public record AuditBody(
    String object,
    Instant at,
    Optional<String> tenant,
    Optional<String> key,
    List<String> roles,
    Optional<String> subject,
    String operation,
    Map<String, String> ids,
    int status,
    Optional<String> code,
    Optional<String> location,
    String requestId,
    String address) {

  public static AuditBody of(AuditEntry entry) {
    return new AuditBody(
        "audit.entry",
        entry.at(),
        entry.who().map(who -> who.caller().value()),
        entry.who().map(AuditEntry.Who::key),
        entry.who().map(who -> who.roles().stream().sorted().toList()).orElse(List.of()),
        entry
            .who()
            .filter(who -> !who.tenant().equals(who.caller()))
            .map(AuditEntry.Who::tenant)
            .map(TenantId::value),
        entry.operation(),
        entry.ids(),
        entry.outcome().status(),
        entry.outcome().code(),
        entry.outcome().subject(),
        entry.request(),
        entry.address());
  }
}
