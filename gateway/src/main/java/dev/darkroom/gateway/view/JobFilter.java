package dev.darkroom.gateway.view;

import dev.darkroom.job.JobRecord;
import dev.darkroom.job.JobStatus;
import dev.darkroom.job.id.ModelRef;
import dev.darkroom.job.spec.JobKind;
import java.util.Optional;

/**
 * Which jobs a list shows; what is empty does not count.
 *
 * @param model a model without a version means every version
 */
public record JobFilter(
    Optional<JobStatus> status, Optional<JobKind> kind, Optional<ModelRef> model) {

  boolean accepts(JobRecord job) {
    return status.map(s -> s == job.state().status()).orElse(true)
        && kind.map(k -> k == job.header().kind()).orElse(true)
        && model.map(m -> matches(m, job.header().model())).orElse(true);
  }

  private static boolean matches(ModelRef wanted, ModelRef actual) {
    return wanted.name().equals(actual.name())
        && wanted.version().map(v -> actual.version().equals(Optional.of(v))).orElse(true);
  }
}
