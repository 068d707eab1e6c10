package dev.darkroom.gateway.body;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.darkroom.gateway.command.KeyBudgets;
import dev.darkroom.job.tenant.KeyRecord;
import dev.darkroom.job.tenant.KeyTerms;
import dev.darkroom.job.tenant.Role;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A key.
 *
 * @param key the key itself, told once: to whoever made it
 * @param scopes the only ones that it is good for; of none at all, any
 * @param gpuSeconds worker time of its jobs in each window
 * @param spentSeconds worker time of its jobs that ended in the window that is now; null without a
 *     budget, as {@code resetsAt}
 * @param resetsAt when the next window begins
 * @param lastUsedAt as far as the gateway that is asked has seen
 */
public record KeyBody(
    String id,
    String object,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> key,
    String tenant,
    Role role,
    Optional<String> name,
    List<String> scopes,
    Optional<Instant> expiresAt,
    Optional<Double> gpuSeconds,
    Optional<Double> windowSeconds,
    Optional<Double> spentSeconds,
    Optional<Instant> resetsAt,
    Instant createdAt,
    Optional<Instant> lastUsedAt) {

  /** A key as lists show it. */
  public static KeyBody of(KeyRecord record, KeyBudgets budgets, Optional<Instant> lastUsed) {
    return of(record, Optional.empty(), record.payer().map(budgets::of), lastUsed);
  }

  /** A key that was just made, with its text. */
  public static KeyBody made(KeyRecord record, KeyBudgets budgets, String key) {
    return of(record, Optional.of(key), record.payer().map(budgets::of), Optional.empty());
  }

  private static KeyBody of(
      KeyRecord record,
      Optional<String> key,
      Optional<KeyBudgets.Account> account,
      Optional<Instant> lastUsed) {
    KeyTerms terms = record.terms();
    return new KeyBody(
        record.id(),
        "key",
        key,
        record.tenant().toString(),
        record.role(),
        terms.name(),
        terms.scopes(),
        terms.expiresAt(),
        account.map(KeyBudgets.Account::limit),
        account.map(budget -> budget.window().toMillis() / 1e3),
        account.map(KeyBudgets.Account::used),
        account.map(KeyBudgets.Account::resetsAt),
        record.createdAt(),
        lastUsed);
  }
}
