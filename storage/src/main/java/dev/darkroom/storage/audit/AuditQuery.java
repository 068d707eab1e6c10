package dev.darkroom.storage.audit;

import dev.darkroom.job.id.TenantId;
import java.time.Instant;
import java.util.Optional;

/**
 * Which entries somebody wants to see.
 *
 * @param since the earliest
 * @param until before which; empty for now
 * @param status an HTTP status, or a hundred of them: {@code 404}, {@code 4xx}
 */
public record AuditQuery(
    Optional<TenantId> tenant,
    Optional<String> operation,
    Optional<String> key,
    Optional<String> status,
    Optional<Instant> since,
    Optional<Instant> until) {

  /** Whether an entry is wanted. */
  public boolean takes(AuditEntry entry) {
    return tenant.map(wanted -> concerns(entry, wanted)).orElse(true)
        && operation.map(entry.operation()::equals).orElse(true)
        && key.map(id -> entry.who().filter(who -> who.key().equals(id)).isPresent()).orElse(true)
        && status.map(wanted -> fits(wanted, entry.outcome().status())).orElse(true)
        && since.map(from -> !entry.at().isBefore(from)).orElse(true)
        && until.map(entry.at()::isBefore).orElse(true);
  }

  private static boolean concerns(AuditEntry entry, TenantId tenant) {
    return entry
        .who()
        .filter(who -> who.caller().equals(tenant) || who.tenant().equals(tenant))
        .isPresent();
  }

  private static boolean fits(String wanted, int status) {
    return wanted.endsWith("xx")
        ? wanted.charAt(0) - '0' == status / 100
        : wanted.equals(Integer.toString(status));
  }
}
