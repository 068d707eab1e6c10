package dev.darkroom.gateway.request;

import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.job.id.ModelRef;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.spec.JobKind;
import dev.darkroom.job.spec.JobSpec;
import java.util.Set;

/** {@code noop}: through every part of the farm, drawing nothing. */
final class NoopReader implements KindReader {
  private static final String MODEL = "noop";

  private final RequestLimits limits;

  NoopReader(RequestLimits limits) {
    this.limits = limits;
  }

  @Override
  public JobKind kind() {
    return JobKind.NOOP;
  }

  @Override
  public Set<String> fields() {
    return Set.of("model", "millis");
  }

  @Override
  public JobSpec read(Fields fields, TenantId tenant) {
    String model = fields.text("model", MODEL.length()).orElse(MODEL);
    if (!model.equals(MODEL)) {
      throw Fields.problem(
          ProblemCode.UNKNOWN_MODEL, "model", "model '" + model + "' is not 'noop': use 'noop'");
    }
    long millis = fields.integer("millis", 0, 0, limits.maxNoop().toMillis());
    return new JobSpec.Noop(ModelRef.parse(MODEL), millis);
  }
}
