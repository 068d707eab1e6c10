package dev.darkroom.gateway.request;

import dev.darkroom.job.JobHeader;
import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.PoolId;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.spec.Demand;
import dev.darkroom.job.spec.JobSpec;
import dev.darkroom.job.spec.OutputTerms;
import dev.darkroom.job.tenant.Payer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A submit that fits: every default filled in, every seed drawn, the model's version pinned.
 *
 * @param priority 0 to 9, 9 first
 * @param demand what it needs of its worker
 * @param deadline until when it is of use
 * @param terms what it says of its outputs
 * @param payer whose budget it counts against, where it has one
 * @param digest of the body as it was sent, the order of its fields aside
 */
public record JobRequest(
    JobSpec spec,
    PoolId pool,
    int priority,
    Map<String, String> metadata,
    Demand demand,
    Deadline deadline,
    Optional<OutputTerms> terms,
    Optional<Payer> payer,
    Digest digest) {

  /** The same job with what the request's {@link Deadline#HEADER} says. */
  public JobRequest cancelAfter(List<String> headers) {
    return new JobRequest(
        spec, pool, priority, metadata, demand, deadline.with(headers), terms, payer, digest);
  }

  /** The same job, paid by whoever submits it. */
  public JobRequest paidBy(Optional<Payer> whose) {
    return new JobRequest(spec, pool, priority, metadata, demand, deadline, terms, whose, digest);
  }

  /** What the scheduler is told of it. */
  public JobHeader header(JobId id, TenantId tenant, Instant now) {
    JobHeader header =
        new JobHeader(
            id,
            tenant,
            pool,
            spec.kind(),
            spec.model(),
            priority,
            metadata,
            now,
            demand,
            deadline.from(now));
    JobHeader paid = payer.map(header::paidBy).orElse(header);
    return terms.map(paid::on).orElse(paid);
  }
}
