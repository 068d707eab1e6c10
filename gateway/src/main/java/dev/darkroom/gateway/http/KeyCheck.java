package dev.darkroom.gateway.http;

import dev.darkroom.gateway.auth.Authenticator;
import dev.darkroom.gateway.auth.Caller;
import dev.darkroom.gateway.auth.Verdict;
import dev.darkroom.gateway.http.ApiDocument.Access;
import dev.darkroom.gateway.http.ApiDocument.Operation;
import dev.darkroom.gateway.problem.Problem;
import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.gateway.problem.ProblemException;
import dev.darkroom.job.tenant.Role;
import io.vertx.core.MultiMap;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Finds the key in a request's headers, whose it is, and whether it is good for an operation. */
final class KeyCheck {
  private static final String BEARER = "Bearer ";
  private static final Duration RETRY_UNDECIDED = Duration.ofSeconds(5);

  private final Authenticator authenticator;

  KeyCheck(Authenticator authenticator) {
    this.authenticator = authenticator;
  }

  /**
   * The caller; empty only where the operation needs none and none was named. Does not block.
   *
   * @throws ProblemException INVALID_API_KEY where there is none; as the stage's failure too,
   *     KEY_EXPIRED where its time is over, INVALID_TOKEN of a token
   */
  CompletionStage<Optional<Caller>> caller(MultiMap headers, Operation operation) {
    Access access = operation.access();
    Optional<String> key = access == Access.PUBLIC ? Optional.empty() : key(headers);
    if (key.isPresent()) {
      return authenticator.judge(key.get()).thenApply(v -> Optional.of(known(v)));
    }
    if (access == Access.KEY) {
      throw Request.keyIsMissing();
    }
    return CompletableFuture.completedFuture(Optional.empty());
  }

  /**
   * Refuses a caller whose key is not good for the operation.
   *
   * @throws ProblemException FORBIDDEN where it is of no role that may do it, INSUFFICIENT_SCOPE
   *     where it is not good for it
   */
  static void checkAllowed(Caller caller, Operation operation) {
    checkRole(caller, operation.roles());
    checkScope(caller, operation.scope());
  }

  private static Caller known(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Known known -> known.caller();
      case Verdict.Expired expired ->
          throw challenge(
              ProblemCode.KEY_EXPIRED,
              "this key was good until " + expired.at() + ": use another",
              "invalid_token");
      case Verdict.Unknown unknown -> throw refuse(unknown.why());
      case Verdict.BadToken token ->
          throw challenge(ProblemCode.INVALID_TOKEN, token.why(), "invalid_token");
      case Verdict.Undecided later ->
          throw Problem.of(ProblemCode.STORAGE_UNAVAILABLE, later.why() + ": try again")
              .retryAfter(RETRY_UNDECIDED)
              .exception();
    };
  }

  private static void checkRole(Caller caller, Set<Role> allowed) {
    if (!allowed.isEmpty() && Collections.disjoint(allowed, caller.roles())) {
      throw Request.roleIsMissing(allowed);
    }
  }

  private static void checkScope(Caller caller, String scope) {
    if (!caller.hasScope(scope)) {
      throw challenge(
          ProblemCode.INSUFFICIENT_SCOPE,
          "this key is good for "
              + String.join(", ", caller.terms().scopes())
              + " only: use one with scope "
              + scope,
          "insufficient_scope\", scope=\"" + scope);
    }
  }

  static ProblemException refuse(String detail) {
    return Problem.of(ProblemCode.INVALID_API_KEY, detail)
        .withHeader("WWW-Authenticate", "Bearer realm=\"darkroom\"")
        .exception();
  }

  /** As RFC 6750 tells clients what was wrong with their token. */
  private static ProblemException challenge(ProblemCode code, String detail, String error) {
    return Problem.of(code, detail)
        .withHeader("WWW-Authenticate", "Bearer realm=\"darkroom\", error=\"" + error + "\"")
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
