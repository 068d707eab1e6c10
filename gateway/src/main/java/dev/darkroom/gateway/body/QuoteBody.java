package dev.darkroom.gateway.body;

import dev.darkroom.gateway.body.JobBody.Reason;
import dev.darkroom.gateway.request.JobRequest;
import dev.darkroom.job.command.PoolQuote;
import dev.darkroom.job.command.Prospect;
import dev.darkroom.job.command.Refusal;
import dev.darkroom.job.id.ModelRef;
import dev.darkroom.job.id.PoolId;
import dev.darkroom.job.spec.JobKind;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a job would cost and when it would be done, had it been queued.
 *
 * @param pool the one that was asked for; what is said beside it holds there
 * @param pools every pool, this one too
 */
public record QuoteBody(
    String object,
    JobKind kind,
    ModelRef model,
    String pool,
    boolean feasible,
    Optional<Cost> cost,
    OptionalInt queuePosition,
    Optional<EtaBody> eta,
    List<Reason> pendingReasons,
    List<InPool> pools) {

  /**
   * A worker's time.
   *
   * @param basis what it is taken from: {@code runs} of its like, …, {@code prior} for none
   */
  public record Cost(Quantiles gpuSeconds, String basis) {}

  /** Half, and nine of ten, are below. */
  public record Quantiles(double p50, double p90) {}

  /**
   * The same job in one pool.
   *
   * @param reason why the pool would not take it; null where it would
   */
  public record InPool(
      String id,
      boolean feasible,
      Optional<Reason> reason,
      Optional<Cost> cost,
      OptionalInt queuePosition,
      Optional<EtaBody> eta,
      List<Reason> pendingReasons) {}

  /** The body for what the schedulers have told; empty quotes are those of silent ones. */
  public static QuoteBody of(JobRequest job, Map<PoolId, Optional<PoolQuote>> quotes) {
    List<InPool> pools =
        quotes.entrySet().stream()
            .map(entry ->
                entry.getValue().map(QuoteBody::told).orElseGet(() -> silent(entry.getKey())))
            .toList();
    InPool asked =
        pools.stream()
            .filter(pool -> pool.id().equals(job.pool().toString()))
            .findFirst()
            .orElseGet(() -> silent(job.pool()));
    return new QuoteBody(
        "quote",
        job.spec().kind(),
        job.spec().model(),
        asked.id(),
        asked.feasible(),
        asked.cost(),
        asked.queuePosition(),
        asked.eta(),
        asked.pendingReasons(),
        pools);
  }

  private static InPool told(PoolQuote quote) {
    Prospect prospect = quote.prospect();
    boolean feasible = quote.refusal().isEmpty();
    return new InPool(
        quote.pool().toString(),
        feasible,
        quote.refusal().map(QuoteBody::reason),
        Optional.of(cost(quote.cost())),
        feasible ? prospect.position() : OptionalInt.empty(),
        feasible ? prospect.end().map(EtaBody::of) : Optional.empty(),
        feasible ? JobBodies.reasons(prospect.reasons()) : List.of());
  }

  private static InPool silent(PoolId pool) {
    return new InPool(
        pool.toString(),
        false,
        Optional.of(new Reason("recovering", "its scheduler has not answered: ask again")),
        Optional.empty(),
        OptionalInt.empty(),
        Optional.empty(),
        List.of());
  }

  private static Reason reason(Refusal refusal) {
    return new Reason(refusal.code(), refusal.message());
  }

  private static Cost cost(PoolQuote.Cost cost) {
    return new Cost(
        new Quantiles(seconds(cost.p50()), seconds(cost.p90())),
        cost.basis().toLowerCase(Locale.ROOT));
  }

  private static double seconds(Duration time) {
    return time.toMillis() / 1e3;
  }
}
