package dev.darkroom.gateway.http;

import dev.darkroom.gateway.auth.Caller;
import dev.darkroom.gateway.problem.Problem;
import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.gateway.request.QueryText;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.spec.JobKind;
import dev.darkroom.job.tenant.Role;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/**
 * A request as routes see it: its key checked, its query parameters known to the document, its body
 * read and of the right media type.
 *
 * @param caller empty only where the document asks for no key
 * @param file the body of an operation whose bodies may be large; gone after the answer
 * @param local whether it came from this machine
 * @param gone done when the client goes before it is answered
 */
public record Request(
    Optional<Caller> caller,
    Map<String, String> path,
    QueryText query,
    MultiMap headers,
    Buffer body,
    Optional<Path> file,
    boolean local,
    CompletionStage<Void> gone) {

  /** The tenant on whose behalf the request is made. */
  public TenantId tenant() {
    return who().tenant();
  }

  /** Who makes the request. */
  public Caller who() {
    return caller.orElseThrow(Request::keyIsMissing);
  }

  /**
   * The tenant whose things the request speaks of: the caller's own, or whom an operator names with
   * the parameter {@code tenant}.
   */
  public TenantId subject() {
    Optional<String> named = query.text("tenant");
    if (named.isEmpty() || named.get().equals(tenant().value())) {
      return tenant();
    }
    if (!has(Role.OPERATOR)) {
      throw roleIsMissing(Set.of(Role.OPERATOR));
    }
    try {
      return TenantId.of(named.get());
    } catch (IllegalArgumentException e) {
      throw Problem.of(ProblemCode.INVALID_PARAMETER, "tenant", String.valueOf(e.getMessage()))
          .exception();
    }
  }

  /** Whether the caller has this role. */
  public boolean has(Role role) {
    return who().roles().contains(role);
  }

  /** Refuses a caller who may not submit jobs of this kind. */
  public void checkMayRun(JobKind kind) {
    if (caller.filter(c -> c.mayRun(kind)).isEmpty()) {
      throw roleIsMissing(Set.of(Caller.needed(kind)));
    }
  }

  /** A path parameter of the document. */
  public String path(String name) {
    return Optional.ofNullable(path.get(name))
        .orElseThrow(() -> new IllegalStateException("the document has no parameter " + name));
  }

  /** Every value of a header. */
  public List<String> header(String name) {
    return headers.getAll(name);
  }

  /** The refusal of a request without a key. */
  public static RuntimeException keyIsMissing() {
    return KeyCheck.refuse("no API key was sent: use Authorization: Bearer KEY or X-API-Key: KEY");
  }

  /** The refusal of a key whose role may not do what was asked. */
  static RuntimeException roleIsMissing(Set<Role> allowed) {
    Set<Role> enough =
        Arrays.stream(Role.values())
            .filter(role -> !Collections.disjoint(role.all(), allowed))
            .collect(Collectors.toCollection(TreeSet::new));
    return Problem.of(
            ProblemCode.FORBIDDEN,
            "this key's role may not do that: use a key of role "
                + enough.stream().map(Role::toString).collect(Collectors.joining(" or ")))
        .exception();
  }

  /** The refusal of a header's value. */
  public static RuntimeException invalidHeader(String name, String detail) {
    return Problem.of(ProblemCode.INVALID_HEADER, name, detail).exception();
  }
}
