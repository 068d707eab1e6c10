package dev.darkroom.gateway.route.access;

import dev.darkroom.gateway.body.AuditBody;
import dev.darkroom.gateway.body.ListBody;
import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.gateway.problem.Problem;
import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.gateway.request.Fields;
import dev.darkroom.gateway.request.QueryText;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.storage.audit.AuditPage;
import dev.darkroom.storage.audit.AuditQuery;
import dev.darkroom.storage.log.AuditLog;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/** {@code GET /v1/audit}: who has asked for which change, the newest first. */
final class ListAudit implements Route {
  private static final int DEFAULT_LIMIT = 50;
  private static final int MAX_LIMIT = 500;
  private static final Pattern STATUS = Pattern.compile("[1-5](\\d\\d|xx)");
  private static final Pattern PLACE = Pattern.compile("\\d+(\\.\\d+)?(,\\d+\\.\\d+)*");

  private final AuditLog audit;

  ListAudit(AuditLog audit) {
    this.audit = audit;
  }

  @Override
  public String operationId() {
    return "listAudit";
  }

  @Override
  public Action read(Request request) {
    QueryText text = request.query();
    AuditQuery query =
        new AuditQuery(
            text.text("tenant").map(ListAudit::tenant),
            text.text("operation"),
            text.text("key"),
            matching(text, "status", STATUS, "an HTTP status such as 404, or 4xx"),
            time(text, "since"),
            time(text, "until"));
    int limit = text.integer("limit", DEFAULT_LIMIT, 1, MAX_LIMIT);
    Optional<String> after = matching(text, "after", PLACE, "the `next` of the page before");
    return () -> {
      AuditPage page = audit.read(query, after, limit);
      return Answer.ok(
          new ListBody<>(
              "list",
              page.entries().stream().map(AuditBody::of).toList(),
              page.next().isPresent(),
              page.next()));
    };
  }

  private static TenantId tenant(String text) {
    try {
      return TenantId.of(text);
    } catch (IllegalArgumentException e) {
      throw problem("tenant", String.valueOf(e.getMessage()));
    }
  }

  private static Optional<Instant> time(QueryText text, String name) {
    return text.text(name)
        .map(said -> {
          try {
            return Instant.parse(said);
          } catch (DateTimeException _) {
            throw problem(
                name,
                name
                    + " '"
                    + Fields.clip(said)
                    + "' is no time: use RFC 3339 such as 2026-11-22T10:00:00Z");
          }
        });
  }

  private static Optional<String> matching(
      QueryText text, String name, Pattern form, String right) {
    Optional<String> said = text.text(name);
    if (said.filter(s -> !form.matcher(s).matches()).isPresent()) {
      throw problem(name, name + " '" + Fields.clip(said.get()) + "' is not known: use " + right);
    }
    return said;
  }

  private static RuntimeException problem(String name, String detail) {
    return Problem.of(ProblemCode.INVALID_PARAMETER, name, detail).exception();
  }
}
