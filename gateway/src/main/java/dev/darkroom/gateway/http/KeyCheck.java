package dev.darkroom.gateway.http;

import dev.darkroom.gateway.auth.Authenticator;
import dev.darkroom.gateway.auth.Caller;
import dev.darkroom.gateway.http.ApiDocument.Access;
import dev.darkroom.gateway.http.ApiDocument.Operation;
import dev.darkroom.gateway.problem.Problem;
import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.gateway.problem.ProblemException;
import dev.darkroom.job.Role;
import io.vertx.core.MultiMap;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the key in a request's headers and whose it is. */
final class KeyCheck {
  private static final String BEARER = "Bearer ";

  private final Authenticator authenticator;

  KeyCheck(Authenticator authenticator) {
    this.authenticator = authenticator;
  }

  /**
   * The caller; empty only where the operation needs none and none was named.
   *
   * @throws ProblemException INVALID_API_KEY, or FORBIDDEN where the key is of no role that may do
   *     it
   */
  Optional<Caller> caller(MultiMap headers, Operation operation) {
    Access access = operation.access();
    Optional<String> key = access == Access.PUBLIC ? Optional.empty() : key(headers);
    if (key.isPresent()) {
      Optional<Caller> caller = authenticator.caller(key.get());
      if (caller.isEmpty()) {
        throw refuse("this API key is not known");
      }
      checkRole(caller.get(), operation.roles());
      return caller;
    }
    if (access == Access.KEY) {
      throw Request.keyIsMissing();
    }
    return Optional.empty();
  }

  private static void checkRole(Caller caller, Set<Role> allowed) {
    if (!allowed.isEmpty() && Collections.disjoint(allowed, caller.roles())) {
      throw Request.roleIsMissing(allowed);
    }
  }

  static ProblemException refuse(String detail) {
    return Problem.of(ProblemCode.INVALID_API_KEY, detail)
        .withHeader("WWW-Authenticate", "Bearer realm=\"darkroom\"")
        .exception();
  }

  private static Optional<String> key(MultiMap headers) {
    @Nullable String authorization = headers.get("Authorization");
    if (authorization == null) {
      return Optional.ofNullable(headers.get("X-API-Key"));
    }
    if (!authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      throw refuse("Authorization is no bearer token: use Authorization: Bearer KEY");
    }
    return Optional.of(authorization.substring(BEARER.length()).strip());
  }
}
