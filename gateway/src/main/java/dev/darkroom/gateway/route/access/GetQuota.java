package dev.darkroom.gateway.route.access;

import dev.darkroom.gateway.body.QuotaBody;
import dev.darkroom.gateway.command.KeyBudgets;
import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.gateway.view.FarmView;
import dev.darkroom.gateway.view.JobView;
import dev.darkroom.job.id.PoolId;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.pool.PoolRecord;
import dev.darkroom.job.tenant.Payer;
import dev.darkroom.job.tenant.Quota;
import dev.darkroom.job.tenant.TenantRecord;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalInt;

/** {@code GET /v1/quota}: what the caller's tenant has of each pool, and what is left to it. */
final class GetQuota implements Route {
  private final FarmView view;
  private final KeyBudgets budgets;
  private final InstantSource clock;

  GetQuota(FarmView view, KeyBudgets budgets, InstantSource clock) {
    this.view = view;
    this.budgets = budgets;
    this.clock = clock;
  }

  @Override
  public String operationId() {
    return "getQuota";
  }

  @Override
  public Action read(Request request) {
    TenantId id = request.subject();
    return () -> {
      TenantRecord tenant = view.tenants().find(id).orElseGet(() -> TenantRecord.unspoken(id));
      return Answer.ok(
          new QuotaBody(
              "quota",
              id.toString(),
              tenant.weight(),
              view.pools().pools().stream()
                  .map(PoolRecord::id)
                  .map(pool -> ofPool(tenant, pool))
                  .toList(),
              request.who().payer().map(this::ofKey)));
    };
  }

  private QuotaBody.PoolQuota ofPool(TenantRecord tenant, PoolId pool) {
    JobView.Held held = view.jobs().held(tenant.id(), pool);
    Quota quota = tenant.quota();
    return new QuotaBody.PoolQuota(
        pool.toString(),
        QuotaBody.Count.of(held.waiting(), boxed(quota.maxQueued())),
        QuotaBody.Count.of(held.running(), boxed(quota.maxRunning())),
        time(tenant, pool));
  }

  private QuotaBody.Time time(TenantRecord tenant, PoolId pool) {
    return tenant
        .quota()
        .budget()
        .map(budget -> {
          Instant from = budget.windowFrom(clock.instant());
          return QuotaBody.Time.of(
              view.tenants().secondsSince(tenant.id(), pool, from),
              budget.gpuTime().toMillis() / 1e3,
              budget.window(),
              from.plus(budget.window()));
        })
        .orElseGet(QuotaBody.Time::unlimited);
  }

  private QuotaBody.KeyQuota ofKey(Payer payer) {
    KeyBudgets.Account account = budgets.of(payer);
    return new QuotaBody.KeyQuota(
        payer.key(),
        QuotaBody.Time.of(account.used(), account.limit(), account.window(), account.resetsAt()));
  }

  private static Optional<Integer> boxed(OptionalInt value) {
    return value.isPresent() ? Optional.of(value.getAsInt()) : Optional.empty();
  }
}
