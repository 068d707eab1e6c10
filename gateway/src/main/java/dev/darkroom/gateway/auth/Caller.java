package dev.darkroom.gateway.auth;

import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.spec.JobKind;
import dev.darkroom.job.tenant.KeyRecord;
import dev.darkroom.job.tenant.KeyTerms;
import dev.darkroom.job.tenant.Payer;
import dev.darkroom.job.tenant.Role;
import java.util.Optional;
import java.util.Set;

/**
 * On whose behalf a request is made.
 *
 * @param id of the key, or whom a token was given to; what is counted by caller is counted by it
 * @param terms what the key is good for within its roles
 */
public record Caller(String id, TenantId tenant, Set<Role> roles, KeyTerms terms) {
  /** Whom the farm's first key belongs to. */
  public static final TenantId DEFAULT_TENANT = TenantId.of("default");

  /** What the id of a caller with a key of the log begins with; the key's own id is the rest. */
  private static final String KEY = "key:";

  public Caller {
    if (terms.budget().isPresent() && !id.startsWith(KEY)) {
      throw new IllegalArgumentException(id + " is no key, and only keys have budgets");
    }

    roles = Set.copyOf(roles);
  }

  /** Whoever has a key of the log. */
  static Caller of(KeyRecord key) {
    return new Caller(KEY + key.id(), key.tenant(), key.role().all(), key.terms());
  }

  /** Somebody of a tenant, of whom no more is known. */
  public Caller(TenantId tenant, Set<Role> roles) {
    this("tenant:" + tenant, tenant, roles, KeyTerms.NONE);
  }

  /** Whose budget the caller's jobs count against, where the key has one. */
  public Optional<Payer> payer() {
    return terms.budget().map(budget -> new Payer(id.substring(KEY.length()), budget));
  }

  /** Whether the caller may do what takes this scope. */
  public boolean hasScope(String scope) {
    return terms.scopes().isEmpty() || terms.scopes().contains(scope);
  }

  /** Whether the caller may submit jobs of this kind. */
  public boolean mayRun(JobKind kind) {
    return roles.contains(needed(kind));
  }

  /** The role that it takes to submit jobs of a kind. */
  public static Role needed(JobKind kind) {
    return switch (kind) {
      case GENERATION, EVALUATION, NOOP -> Role.SUBMITTER;
      case INVERSION, FINE_TUNE -> Role.TRAINER;
    };
  }
}
