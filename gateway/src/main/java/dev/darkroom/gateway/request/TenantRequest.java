package dev.darkroom.gateway.request;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.tenant.Quota;
import dev.darkroom.job.tenant.TenantRecord;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/** Reads what shall hold for a tenant. */
public final class TenantRequest {
  private static final Set<String> FIELDS =
      new TreeSet<>(
          Set.of(
              "weight",
              "max_queued",
              "max_running",
              "gpu_seconds",
              "window_seconds",
              OutputTermsReader.EXPIRE_AFTER));
  private static final double LEAST_WEIGHT = 0.001;
  private static final double MOST_WEIGHT = 1000;
  private static final double MOST_SECONDS = 1e10;

  private TenantRequest() {}

  /**
   * Reads the body of {@code PUT /v1/tenants/{id}}: the whole of it holds, and what is left out has
   * no limit.
   *
   * @throws dev.darkroom.gateway.problem.ProblemException naming the field that does not fit
   */
  public static TenantRecord read(String id, ObjectNode body) {
    TenantId tenant = KeyRequest.tenant("id", id);
    Fields fields = new Fields(body);
    fields.refuseUnknown("a tenant", FIELDS);
    double weight = fields.number("weight", 1, LEAST_WEIGHT, MOST_WEIGHT);
    OptionalInt queued = fields.integer("max_queued", 1, Integer.MAX_VALUE);
    OptionalInt running = fields.integer("max_running", 1, Integer.MAX_VALUE);
    return new TenantRecord(
        tenant,
        weight,
        new Quota(queued, running, budget(fields)),
        OutputTermsReader.expireAfter(fields));
  }

  /** The budget that two fields together say. */
  static Optional<Quota.Budget> budget(Fields fields) {
    if (fields.has("gpu_seconds") != fields.has("window_seconds")) {
      String missing = fields.has("gpu_seconds") ? "window_seconds" : "gpu_seconds";
      throw Fields.problem(
          ProblemCode.MISSING_FIELD,
          missing,
          missing + " is missing: a budget is gpu_seconds in each window_seconds");
    }
    return fields.has("gpu_seconds")
        ? Optional.of(
            new Quota.Budget(
                seconds(fields.number("gpu_seconds", 1, LEAST_WEIGHT, MOST_SECONDS)),
                seconds(fields.number("window_seconds", 1, 1, MOST_SECONDS))))
        : Optional.empty();
  }

  private static Duration seconds(double seconds) {
    return Duration.ofMillis(Math.round(seconds * 1000));
  }
}
