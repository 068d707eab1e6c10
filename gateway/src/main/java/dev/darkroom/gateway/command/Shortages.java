package dev.darkroom.gateway.command;

import dev.darkroom.gateway.limit.Standing;
import dev.darkroom.gateway.problem.Problem;
import dev.darkroom.gateway.view.FarmView;
import dev.darkroom.job.JobHeader;
import dev.darkroom.job.command.Refusal;
import dev.darkroom.job.pool.PoolRecord;
import java.util.Optional;
import java.util.OptionalInt;

/** What a scheduler refuses of a job, with the limit that is reached, where it is one. */
public final class Shortages {
  private static final String UNIT = "queued-jobs";

  private final FarmView view;
  private final KeyBudgets budgets;

  public Shortages(FarmView view, KeyBudgets budgets) {
    this.view = view;
    this.budgets = budgets;
  }

  /** As {@link KeyBudgets#check}. */
  void check(JobHeader header) {
    budgets.check(header.payer());
  }

  /** For a client that still waits for its answer. */
  Problem problem(Refusal refusal, JobHeader header) {
    Problem plain = Refusals.problem(refusal);
    return switch (refusal.code()) {
      case Refusal.KEY_BUDGET_EXHAUSTED -> header.payer().map(budgets::exhausted).orElse(plain);
      case Refusal.QUOTA_QUEUED -> with(plain, "tenant-queued", tenants(header));
      case Refusal.QUEUE_FULL -> with(plain, "pool-queued", pools(header));
      default -> plain;
    };
  }

  private static Problem with(Problem problem, String policy, OptionalInt most) {
    return most.isEmpty()
        ? problem
        : problem.standing(Standing.full(policy, most.getAsInt(), UNIT));
  }

  private OptionalInt tenants(JobHeader header) {
    return view.tenants()
        .find(header.tenant())
        .map(tenant -> tenant.quota().maxQueued())
        .orElse(OptionalInt.empty());
  }

  private OptionalInt pools(JobHeader header) {
    Optional<PoolRecord> pool = view.pools().pool(header.pool());
    return pool.isPresent() ? OptionalInt.of(pool.get().maxQueued()) : OptionalInt.empty();
  }
}
