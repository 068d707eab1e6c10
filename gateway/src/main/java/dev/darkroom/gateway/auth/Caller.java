package dev.darkroom.gateway.auth;

import dev.darkroom.job.JobKind;
import dev.darkroom.job.Role;
import dev.darkroom.job.TenantId;
import java.util.Set;

/** On whose behalf a request is made. */
public record Caller(TenantId tenant, Set<Role> roles) {
  /** Whom the farm's first key belongs to. */
  public static final TenantId DEFAULT_TENANT = TenantId.of("default");

  public Caller {
    roles = Set.copyOf(roles);
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
