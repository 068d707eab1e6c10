package dev.darkroom.gateway.request;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.darkroom.gateway.auth.Caller;
import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.job.Fingerprint;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.ModelRef;
import dev.darkroom.job.id.PoolId;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.tenant.Role;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** Reads which dead letters shall be tried again: one, those of one cause, or those of a filter. */
public final class ReplayRequest {
  private static final Set<String> FIELDS =
      new TreeSet<>(
          Set.of("job", "fingerprint", "pool", "model", "tenant", "dry_run", "limit", "after"));
  private static final int MAX_CHARS = 80;
  private static final int MAX_JOBS = 10_000;

  private ReplayRequest() {}

  /**
   * Reads the body of {@code POST /v1/dead-letters/replay}.
   *
   * @throws dev.darkroom.gateway.problem.ProblemException naming the field that does not fit
   */
  public static BulkRequest read(ObjectNode body, Caller caller) {
    Fields fields = new Fields(body);
    fields.refuseUnknown("a replay", FIELDS);
    Optional<JobId> job = named(fields, "job", JobId::parse);
    Optional<Fingerprint> fingerprint = named(fields, "fingerprint", Fingerprint::new);
    Optional<PoolId> pool = named(fields, "pool", PoolId::of);
    Optional<ModelRef> model = named(fields, "model", ModelRef::parse);
    Optional<String> tenant = fields.text("tenant", MAX_CHARS);
    if (job.isEmpty()
        && fingerprint.isEmpty()
        && pool.isEmpty()
        && model.isEmpty()
        && tenant.isEmpty()) {
      throw Fields.problem(
          ProblemCode.MISSING_FIELD,
          "fingerprint",
          "say which: job, fingerprint, pool, model or tenant");
    }
    return new BulkRequest(
        new BulkRequest.Replay(fingerprint),
        new BulkRequest.Filter(
            job.map(Set::of).orElseGet(Set::of),
            whose(tenant, caller),
            pool,
            Optional.empty(),
            model,
            Optional.empty(),
            OptionalInt.empty(),
            Optional.empty(),
            Map.of()),
        fields.flag("dry_run", false),
        (int) fields.integer("limit", MAX_JOBS, 1, MAX_JOBS),
        named(fields, "after", JobId::parse));
  }

  /**
   * Whose dead letters are meant: an operator's are all tenants' or those of the one it names,
   * anybody else's their own.
   */
  public static Optional<TenantId> whose(Optional<String> named, Caller caller) {
    Optional<TenantId> tenant = named.map(text -> KeyRequest.tenant("tenant", text));
    if (caller.roles().contains(Role.OPERATOR)) {
      return tenant;
    }
    if (tenant.filter(other -> !other.equals(caller.tenant())).isPresent()) {
      throw Fields.problem(
          ProblemCode.FORBIDDEN,
          "tenant",
          "tenant '%s' is not yours: leave it out, or use an operator's key"
              .formatted(tenant.get()));
    }
    return Optional.of(caller.tenant());
  }

  /** The fingerprint that a text is. */
  public static Fingerprint fingerprint(String text) {
    return parsed("fingerprint", text, Fingerprint::new);
  }

  private static <T> Optional<T> named(Fields fields, String name, Function<String, T> parse) {
    return fields.text(name, MAX_CHARS).map(text -> parsed(name, text, parse));
  }

  private static <T> T parsed(String name, String text, Function<String, T> parse) {
    try {
      return parse.apply(text);
    } catch (IllegalArgumentException e) {
      throw Fields.problem(
          ProblemCode.INVALID_NAME, name, name + ": " + String.valueOf(e.getMessage()));
    }
  }
}
