package dev.darkroom.scheduler.core.state;

import dev.darkroom.job.CostRecord;
import dev.darkroom.job.id.PoolId;
import dev.darkroom.job.pool.ScaleRecord;
import dev.darkroom.scheduler.core.cost.Costs;
import dev.darkroom.storage.log.StateEntry;
import java.time.Instant;

/**
 * What the scheduler makes of what it has seen: how long jobs take, and how many workers each pool
 * should have. All but {@code weighed} is what the state topic has.
 *
 * @param weighed when the pools' sizes were last looked at; in memory only
 */
public record Outlook(Costs costs, SortedTree<PoolId, ScaleRecord> scales, Instant weighed) {
  /** Of a partition that nobody has used yet. */
  public static final Outlook NONE = new Outlook(Costs.NONE, SortedTree.empty(), Instant.MIN);

  Outlook with(CostRecord cost) {
    return with(costs.with(cost));
  }

  Outlook with(Costs learnt) {
    return new Outlook(learnt, scales, weighed);
  }

  Outlook withoutCost(String key) {
    return costs.records().stream()
        .filter(cost -> StateEntry.costKey(cost).equals(key))
        .findFirst()
        .map(cost -> with(costs.without(cost)))
        .orElse(this);
  }

  Outlook with(ScaleRecord scale) {
    return new Outlook(costs, scales.with(scale.pool(), scale), weighed);
  }

  Outlook withoutScale(PoolId pool) {
    return new Outlook(costs, scales.without(pool), weighed);
  }

  Outlook weighedAt(Instant now) {
    return new Outlook(costs, scales, now);
  }
}
