package dev.darkroom.job;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.darkroom.job.id.BatchLine;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.ModelRef;
import dev.darkroom.job.id.PoolId;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.spec.Demand;
import dev.darkroom.job.spec.JobKind;
import dev.darkroom.job.spec.OutputTerms;
import dev.darkroom.job.tenant.Payer;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What the farm needs of a job to schedule it, to show it and to bill it, without its spec.
 *
 * @param priority 0 to 9, 9 first
 * @param metadata the client's own labels, at most {@value #MAX_METADATA} pairs
 * @param batch which line of which batch it is, where it is one
 * @param deadline when it is of no use any more: a job that waits then expires
 * @param terms what its client has said of what it will leave, where it has
 * @param payer whose budget its runs count against, where it has one
 */
public record JobHeader(
    JobId id,
    TenantId tenant,
    PoolId pool,
    JobKind kind,
    ModelRef model,
    int priority,
    Map<String, String> metadata,
    Instant createdAt,
    Demand demand,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Instant> deadline,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<BatchLine> batch,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<OutputTerms> terms,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Payer> payer) {
  public static final int MAX_METADATA = 16;
  public static final int DEFAULT_PRIORITY = 5;
  public static final int MIN_PRIORITY = 0;
  public static final int MAX_PRIORITY = 9;

  public JobHeader {
    checkPriority(priority);
    metadata = Map.copyOf(metadata);
    if (metadata.size() > MAX_METADATA) {
      throw new IllegalArgumentException(
          metadata.size() + " metadata pairs are over the " + MAX_METADATA + " allowed");
    }
  }

  /** Refuses a priority that is not between {@link #MIN_PRIORITY} and {@link #MAX_PRIORITY}. */
  public static void checkPriority(int priority) {
    if (priority < MIN_PRIORITY || priority > MAX_PRIORITY) {
      throw new IllegalArgumentException("priority " + priority + " is not in 0 … 9");
    }
  }

  /** A job that is none of a batch's. */
  public JobHeader(
      JobId id,
      TenantId tenant,
      PoolId pool,
      JobKind kind,
      ModelRef model,
      int priority,
      Map<String, String> metadata,
      Instant createdAt,
      Demand demand,
      Optional<Instant> deadline) {
    this(
        id,
        tenant,
        pool,
        kind,
        model,
        priority,
        metadata,
        createdAt,
        demand,
        deadline,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** A job that asks nothing of its worker and has no deadline. */
  public JobHeader(
      JobId id,
      TenantId tenant,
      PoolId pool,
      JobKind kind,
      ModelRef model,
      int priority,
      Map<String, String> metadata,
      Instant createdAt) {
    this(
        id,
        tenant,
        pool,
        kind,
        model,
        priority,
        metadata,
        createdAt,
        Demand.plain(kind, model),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** Reads one; those written before jobs said what they need have a plain demand. */
  @JsonCreator
  static JobHeader read(
      @JsonProperty("id") JobId id,
      @JsonProperty("tenant") TenantId tenant,
      @JsonProperty("pool") PoolId pool,
      @JsonProperty("kind") JobKind kind,
      @JsonProperty("model") ModelRef model,
      @JsonProperty("priority") int priority,
      @JsonProperty("metadata") Map<String, String> metadata,
      @JsonProperty("createdAt") Instant createdAt,
      @JsonProperty("demand") Optional<Demand> demand,
      @JsonProperty("deadline") Optional<Instant> deadline,
      @JsonProperty("batch") Optional<BatchLine> batch,
      @JsonProperty("terms") Optional<OutputTerms> terms,
      @JsonProperty("payer") Optional<Payer> payer) {
    return new JobHeader(
        id,
        tenant,
        pool,
        kind,
        model,
        priority,
        metadata,
        createdAt,
        demand.orElseGet(() -> Demand.plain(kind, model)),
        deadline,
        batch,
        terms,
        payer);
  }

  /** The same job with another demand. */
  public JobHeader needing(Demand other) {
    return with(pool, priority, other, deadline, batch, terms, payer);
  }

  /** The same job in another pool. */
  public JobHeader in(PoolId other) {
    return with(other, priority, demand, deadline, batch, terms, payer);
  }

  /** The same job with another priority. */
  public JobHeader withPriority(int other) {
    return with(pool, other, demand, deadline, batch, terms, payer);
  }

  /** The same job, of no use after this time. */
  public JobHeader until(Instant time) {
    return with(pool, priority, demand, Optional.of(time), batch, terms, payer);
  }

  /** The same job as a line of a batch. */
  public JobHeader as(BatchLine line) {
    return with(pool, priority, demand, deadline, Optional.of(line), terms, payer);
  }

  /** The same job on other terms. */
  public JobHeader on(OutputTerms other) {
    return with(pool, priority, demand, deadline, batch, Optional.of(other), payer);
  }

  /** The same job, its runs counted against this budget. */
  public JobHeader paidBy(Payer other) {
    return with(pool, priority, demand, deadline, batch, terms, Optional.of(other));
  }

  /** All that may change of a job; what it is does not. */
  private JobHeader with(
      PoolId itsPool,
      int itsPriority,
      Demand itsDemand,
      Optional<Instant> itsDeadline,
      Optional<BatchLine> itsBatch,
      Optional<OutputTerms> itsTerms,
      Optional<Payer> itsPayer) {
    return new JobHeader(
        id,
        tenant,
        itsPool,
        kind,
        model,
        itsPriority,
        metadata,
        createdAt,
        itsDemand,
        itsDeadline,
        itsBatch,
        itsTerms,
        itsPayer);
  }
}
