package dev.darkroom.gateway.token;

import dev.darkroom.gateway.auth.Caller;
import dev.darkroom.gateway.token.TokenSettings.ClaimNames;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.tenant.KeyTerms;
import dev.darkroom.job.tenant.Role;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Says who a token's claims speak of. */
record ClaimReader(ClaimNames names) {

  /** Whoever it is, or why that cannot be said. */
  sealed interface Read {
    /** Somebody. */
    record Somebody(Caller caller) implements Read {}

    /** Nobody that we know of. */
    record Nobody(String why) implements Read {}
  }

  Read read(String subject, Map<String, Object> claims) {
    Optional<TenantId> tenant =
        texts(claims, names.tenant()).stream().findFirst().flatMap(ClaimReader::tenant);
    Set<Role> roles = roles(texts(claims, names.role()));
    if (tenant.isEmpty()) {
      return new Read.Nobody("this token's claim " + names.tenant() + " names no tenant");
    }
    if (roles.isEmpty()) {
      return new Read.Nobody("this token's claim " + names.role() + " names no role");
    }
    return new Read.Somebody(new Caller("token:" + subject, tenant.get(), roles, KeyTerms.NONE));
  }

  private Set<Role> roles(List<String> named) {
    Set<Role> roles = EnumSet.noneOf(Role.class);
    for (Role role : Role.values()) {
      if (named.contains(names.rolePrefix() + role)) {
        roles.addAll(role.all());
      }
    }
    return roles;
  }

  private static Optional<TenantId> tenant(String text) {
    try {
      return Optional.of(TenantId.of(text));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /** The texts of a claim: itself, or those of its list. */
  private static List<String> texts(Map<String, Object> claims, String path) {
    @Nullable Object value = claims;
    for (String step : path.split("\\.", -1)) {
      value = value instanceof Map<?, ?> object ? object.get(step) : null;
    }
    return switch (value) {
      case String text -> Arrays.asList(text.split(" ", -1));
      case Collection<?> list ->
          list.stream().filter(String.class::isInstance).map(String.class::cast).toList();
      case null, default -> List.of();
    };
  }
}
