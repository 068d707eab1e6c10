package dev.darkroom.gateway.command;

import dev.darkroom.gateway.limit.Standing;
import dev.darkroom.gateway.problem.Problem;
import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.gateway.view.KeyView;
import dev.darkroom.job.tenant.Payer;
import dev.darkroom.job.tenant.Quota;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Budgets of keys: the worker time that the jobs submitted with a key may have in each window. The
 * schedulers count it in the log, each its partition's; here it is added up.
 */
public final class KeyBudgets {
  private static final String POLICY = "key-budget";
  private static final String UNIT = "worker-seconds";

  private final KeyView keys;
  private final InstantSource clock;

  public KeyBudgets(KeyView keys, InstantSource clock) {
    this.keys = keys;
    this.clock = clock;
  }

  /**
   * How a key's budget stands.
   *
   * @param used seconds of worker time of the runs that ended in the window
   * @param limit seconds
   * @param resetsAt when the next window begins
   */
  public record Account(double used, double limit, Duration window, Instant resetsAt) {
    public double remaining() {
      return Math.max(0, limit - used);
    }
  }

  /** How the budget of whoever pays stands now. */
  public Account of(Payer payer) {
    Instant now = clock.instant();
    Quota.Budget budget = payer.budget();
    return new Account(
        keys.secondsSpent(payer.key(), now),
        budget.gpuTime().toNanos() / 1e9,
        budget.window(),
        budget.windowFrom(now).plus(budget.window()));
  }

  /** The same as headers tell it: in whole seconds. */
  public Standing standing(Payer payer) {
    Account account = of(payer);
    return new Standing(
        POLICY,
        (long) account.limit(),
        Optional.of(UNIT),
        Optional.of(account.window()),
        (long) account.remaining(),
        Optional.of(untilReset(account)));
  }

  /**
   * Lets a job be submitted, if anything of its budget is left.
   *
   * @throws dev.darkroom.gateway.problem.ProblemException KEY_BUDGET_EXHAUSTED
   */
  public void check(Optional<Payer> payer) {
    payer
        .filter(known -> of(known).remaining() <= 0)
        .ifPresent(known -> {
          throw exhausted(known).exception();
        });
  }

  /** Nothing is left of the budget; every answer to the key says how it stands. */
  Problem exhausted(Payer payer) {
    Account account = of(payer);
    return Problem.of(
            ProblemCode.KEY_BUDGET_EXHAUSTED,
            "the jobs of key %s have had its %.1f s of worker time: submit again from %s on, or use another key"
                .formatted(payer.key(), account.limit(), account.resetsAt()))
        .retryAfter(untilReset(account));
  }

  private Duration untilReset(Account account) {
    Duration wait = Duration.between(clock.instant(), account.resetsAt());
    return wait.isPositive() ? wait : Duration.ZERO;
  }
}
