package dev.darkroom.gateway.request;

import dev.darkroom.gateway.model.ModelCatalog;
import dev.darkroom.gateway.model.TunedName;
import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.gateway.problem.ProblemException;
import dev.darkroom.job.JobRecord;
import dev.darkroom.job.JobStatus;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.spec.JobKind;
import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.object.ModelManifest;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/** Finds the models that requests name by the jobs that made them. */
final class TunedModels {
  /** Kinds of job that can make a model. */
  private static final Set<JobKind> MAKERS = Set.of(JobKind.FINE_TUNE, JobKind.INVERSION);

  private final ModelCatalog catalog;
  private final BiFunction<TenantId, JobId, Optional<JobRecord>> jobs;
  private final Runnable catchUp;

  /**
   * @param jobs the tenant's job of an id, while the log has it
   * @param catchUp publishes what jobs have made up to now
   */
  TunedModels(
      ModelCatalog catalog,
      BiFunction<TenantId, JobId, Optional<JobRecord>> jobs,
      Runnable catchUp) {
    this.catalog = catalog;
    this.jobs = jobs;
    this.catchUp = catchUp;
  }

  /**
   * The model that a tenant's own job made; may block.
   *
   * @param param the field that names it
   * @throws ProblemException MODEL_NOT_FOUND; JOB_NOT_ENDED where there will be one
   */
  ModelManifest named(TenantId tenant, String param, String name) {
    JobId job = TunedName.job(name).orElseThrow(() -> unknown(param, name));
    return find(tenant, job)
        .or(() -> {
          catchUp.run();
          return find(tenant, job);
        })
        .orElseThrow(() ->
            jobs.apply(tenant, job)
                .filter(known -> MAKERS.contains(known.header().kind()))
                .map(known -> notThere(param, known))
                .orElseGet(() -> unknown(param, name)));
  }

  private Optional<ModelManifest> find(TenantId tenant, JobId job) {
    try {
      return Optional.of(catalog.madeBy(tenant, job));
    } catch (StorageException e) {
      if (e.code() == StorageException.Code.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static ProblemException notThere(String param, JobRecord job) {
    JobStatus status = job.state().status();
    String of = param + " is what job " + job.header().id() + " makes, which ";
    return status.terminal()
        ? Fields.problem(
            ProblemCode.MODEL_NOT_FOUND,
            param,
            of + "has " + status + " and left no model: GET /v1/models lists those there are")
        : Fields.problem(
            ProblemCode.JOB_NOT_ENDED,
            param,
            of + "is " + status + ": draw with it when the job has succeeded");
  }

  private static ProblemException unknown(String param, String name) {
    return Fields.problem(
        ProblemCode.MODEL_NOT_FOUND,
        param,
        "%s '%s' is no model that a job of yours made: GET /v1/models lists those there are"
            .formatted(param, Fields.clip(name)));
  }
}
