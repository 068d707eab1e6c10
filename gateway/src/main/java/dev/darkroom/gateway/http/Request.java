package dev.darkroom.gateway.http;

import dev.darkroom.gateway.auth.Caller;
import dev.darkroom.gateway.auth.Role;
import dev.darkroom.gateway.problem.Problem;
import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.gateway.request.QueryText;
import dev.darkroom.job.TenantId;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A request as routes see it: its key checked, its query parameters known to the document, its body
 * read and of the right media type.
 *
 * @param caller empty only where the document asks for no key
 * @param local whether it came from this machine
 */
public record Request(
    Optional<Caller> caller,
    Map<String, String> path,
    QueryText query,
    MultiMap headers,
    Buffer body,
    boolean local) {

  /** The tenant on whose behalf the request is made. */
  public TenantId tenant() {
    return caller.map(Caller::tenant).orElseThrow(Request::keyIsMissing);
  }

  /**
   * Lets through who has this role.
   *
   * @throws dev.darkroom.gateway.problem.ProblemException FORBIDDEN
   */
  public void needs(Role role) {
    if (!has(role)) {
      throw Problem.of(
              ProblemCode.FORBIDDEN,
              "this needs a key with the role " + role.name().toLowerCase(Locale.ROOT))
          .exception();
    }
  }

  /** Whether the caller has this role. */
  public boolean has(Role role) {
    return caller.orElseThrow(Request::keyIsMissing).roles().contains(role);
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

  /** The refusal of a header's value. */
  public static RuntimeException invalidHeader(String name, String detail) {
    return Problem.of(ProblemCode.INVALID_HEADER, name, detail).exception();
  }
}
