package dev.darkroom.scheduler.core.account;

import dev.darkroom.job.JobHeader;
import dev.darkroom.job.command.Refusal;
import dev.darkroom.job.tenant.KeyUsageRecord;
import dev.darkroom.job.tenant.Payer;
import dev.darkroom.scheduler.core.state.Turn;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Budgets of keys, as far as one partition can see: what their jobs' runs took is counted when each
 * ends, and new jobs are refused when it is all gone. Gateways add up the partitions and refuse
 * before that.
 */
public final class KeyBudgets {
  private KeyBudgets() {}

  /** Why a job of a key that has spent its budget on this partition alone is not queued. */
  public static Optional<Refusal> refusal(Turn turn, JobHeader header) {
    return header
        .payer()
        .filter(payer -> current(turn, payer).seconds() >= payer.budget().gpuTime().toNanos() / 1e9)
        .map(payer ->
            Refusal.of(
                Refusal.KEY_BUDGET_EXHAUSTED,
                "the jobs of key %s have had their %s of worker time: submit again from %s on"
                    .formatted(
                        payer.key(), payer.budget().gpuTime(), current(turn, payer).windowTo())));
  }

  /** A run has taken so much of a worker. */
  static void spend(Turn turn, Payer payer, Duration took) {
    if (took.isZero()) {
      return;
    }
    if (!turn.state().accounts().keyUsage().has(payer.key())) {
      sweep(turn);
    }
    turn.put(current(turn, payer).and(took));
  }

  /** What its jobs have had in the window that is now. */
  private static KeyUsageRecord current(Turn turn, Payer payer) {
    Instant now = turn.now();
    return turn.state()
        .accounts()
        .keyUsage()
        .get(payer.key())
        .filter(usage -> !usage.isOver(now))
        .orElseGet(() -> KeyUsageRecord.none(payer, turn.state().partition(), now));
  }

  /** Lets go of what says nothing any more, so that keys which are gone do not pile up. */
  private static void sweep(Turn turn) {
    for (Map.Entry<String, KeyUsageRecord> entry : turn.state().accounts().keyUsage()) {
      if (entry.getValue().isOver(turn.now())) {
        turn.forget(entry.getValue());
      }
    }
  }
}
