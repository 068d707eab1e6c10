package dev.darkroom.scheduler.core.account;

import dev.darkroom.job.Bill;
import dev.darkroom.job.JobHeader;
import dev.darkroom.job.JobRecord;
import dev.darkroom.job.JobState;
import dev.darkroom.job.tenant.TenantRecord;
import dev.darkroom.job.tenant.UsageRecord;
import dev.darkroom.scheduler.core.policy.Sharing;
import dev.darkroom.scheduler.core.state.Shares;
import dev.darkroom.scheduler.core.state.Turn;
import java.time.Duration;
import java.time.Instant;

/**
 * What runs cost their tenants, and keys with a budget: an estimate when they begin, so that a
 * tenant's turn moves on at once, and what they took when they end.
 */
public final class Billing {
  private final Duration halfLife;

  public Billing(Sharing sharing) {
    halfLife = sharing.halfLife();
  }

  public void charge(Turn turn, JobRecord job, Bill bill) {
    JobHeader header = job.header();
    Shares shares = turn.state().pool(header.pool()).shares();
    turn.put(
        shares.charged(
            usage(shares, header),
            turn.state().tenant(header.tenant()).weight(),
            bill.charged(),
            turn.now(),
            halfLife));
  }

  /** The job's current run is over, however; to be said before anything else of it changes. */
  public void settle(Turn turn, JobRecord job) {
    job.bill()
        .ifPresent(bill -> {
          JobHeader header = job.header();
          Duration took = took(job, bill, turn.now());
          header.payer().ifPresent(payer -> KeyBudgets.spend(turn, payer, took));
          TenantRecord tenant = turn.state().tenant(header.tenant());
          Instant from =
              tenant
                  .quota()
                  .budget()
                  .map(budget -> budget.windowFrom(turn.now()))
                  .orElse(Instant.EPOCH);
          turn.put(
              Shares.settled(
                  usage(turn.state().pool(header.pool()).shares(), header),
                  tenant.weight(),
                  bill.charged(),
                  took,
                  new Shares.Window(from, turn.now(), halfLife)));
        });
  }

  private static UsageRecord usage(Shares shares, JobHeader header) {
    return shares
        .usage()
        .get(header.tenant())
        .orElseGet(() -> UsageRecord.none(header.pool(), header.tenant()));
  }

  /** The worker's time that was the run's own. */
  private static Duration took(JobRecord job, Bill bill, Instant now) {
    if (job.state() instanceof JobState.Leased || job.startedAt().isEmpty()) {
      return Duration.ZERO; // it was given back before it began
    }
    Instant began = job.startedAt().get();
    long nanos = began.isBefore(now) ? Duration.between(began, now).toNanos() : 0;
    return Duration.ofNanos((long) (nanos * bill.share()));
  }
}
