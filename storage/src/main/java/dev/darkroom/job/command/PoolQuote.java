package dev.darkroom.job.command;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.darkroom.job.id.PoolId;
import java.time.Duration;
import java.util.Optional;

/**
 * What would become of a job in a pool.
 *
 * @param refusal why the pool would not take it; empty: it would
 * @param cost how long it would hold a worker
 * @param prospect where it would stand
 */
public record PoolQuote(
    PoolId pool,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Refusal> refusal,
    Cost cost,
    Prospect prospect) {

  /**
   * A worker's time.
   *
   * @param p50 half of such runs are done by then
   * @param p90 nine of ten are
   * @param basis what the two are taken from: {@code runs}, {@code prior}, …
   */
  public record Cost(Duration p50, Duration p90, String basis) {}
}
