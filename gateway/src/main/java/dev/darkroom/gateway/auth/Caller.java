package dev.darkroom.gateway.auth;

import dev.darkroom.job.TenantId;
import java.util.Set;

/** On whose behalf a request is made. */
public record Caller(TenantId tenant, Set<Role> roles) {
  /** The tenant of a farm that has no keys of its own yet. */
  public static final TenantId DEFAULT_TENANT = TenantId.of("default");

  public Caller {
    roles = Set.copyOf(roles);
  }
}
