package dev.darkroom.gateway.request;

import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.spec.JobKind;
import dev.darkroom.job.spec.JobSpec;
import java.util.Set;

/** Reads the fields that one kind of job has of its own. */
interface KindReader {
  JobKind kind();

  /** The names of those fields. */
  Set<String> fields();

  /**
   * The job's full spec, every default filled in, every seed drawn and the model's version pinned.
   * May block.
   *
   * @param tenant whose pictures and words may be used
   * @throws dev.darkroom.gateway.problem.ProblemException naming the field that does not fit
   */
  JobSpec read(Fields fields, TenantId tenant);
}
