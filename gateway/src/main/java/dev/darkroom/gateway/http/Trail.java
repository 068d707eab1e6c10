package dev.darkroom.gateway.http;

import dev.darkroom.gateway.auth.Caller;
import dev.darkroom.gateway.http.ApiDocument.Operation;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.tenant.Role;
import dev.darkroom.storage.audit.AuditEntry;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What of a request the audit log tells, taken before it is worked on. */
final class Trail {
  /** What a caller with a key is called; the rest is the key's id. */
  private static final String KEY = "key:";

  private static final int MAX_TEXT = 200;

  private final String operation;
  private final String requestId;
  private final Optional<Caller> caller;
  private final Optional<String> named;
  private final Map<String, String> ids;
  private final String address;

  /** For the request's event loop, once it has passed the gate. */
  Trail(RoutingContext ctx, Operation operation, String requestId) {
    this.operation = operation.id();
    this.requestId = requestId;
    this.caller = Gate.callerOf(ctx);
    this.named = Optional.ofNullable(ctx.request().getParam("tenant"));
    this.ids = new HashMap<>();
    ctx.pathParams().forEach((name, id) -> ids.put(name, clip(id)));
    @Nullable String host =
        ctx.request().remoteAddress() == null ? null : ctx.request().remoteAddress().hostAddress();
    this.address = host == null ? "" : host;
  }

  /**
   * The entry, now that there is an answer.
   *
   * @param code of the refusal, where it is one
   */
  AuditEntry entry(Instant at, Answer answer, Optional<String> code) {
    return new AuditEntry(
        at.truncatedTo(ChronoUnit.MILLIS),
        caller.map(this::who),
        operation,
        ids,
        new AuditEntry.Outcome(
            answer.status(), code, Optional.ofNullable(answer.headers().get("Location"))),
        requestId,
        address);
  }

  private AuditEntry.Who who(Caller known) {
    return new AuditEntry.Who(
        known.tenant(),
        known.id().startsWith(KEY) ? known.id().substring(KEY.length()) : known.id(),
        named.flatMap(Trail::tenant).orElse(known.tenant()),
        known.roles().stream().map(Role::toString).collect(Collectors.toSet()));
  }

  private static Optional<TenantId> tenant(String text) {
    try {
      return Optional.of(TenantId.of(text));
    } catch (IllegalArgumentException _) {
      return Optional.empty(); // it is refused, and the entry tells that
    }
  }

  private static String clip(String text) {
    return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "…";
  }
}
