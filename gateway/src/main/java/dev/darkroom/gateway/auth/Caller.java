package dev.darkroom.gateway.auth;

import dev.darkroom.job.JobKind;
import dev.darkroom.job.KeyTerms;
import dev.darkroom.job.Role;
import dev.darkroom.job.TenantId;
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

  public Caller {
    roles = Set.copyOf(roles);
  }

  /** Somebody of a tenant, of whom no more is known. */
  public Caller(TenantId tenant, Set<Role> roles) {
    this("tenant:" + tenant, tenant, roles, KeyTerms.NONE);
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
