package dev.darkroom.gateway.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;

/**
 * The body of a refusal: RFC 9457's members, ours ({@code code}, {@code param}), and OpenAI's
 * {@code error} in one object, so that clients of either kind read it.
 *
 * @param instance names this one answer, as its {@code X-Request-Id} does
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record ProblemBody(
    String type,
    String title,
    int status,
    String detail,
    String instance,
    String code,
    Optional<String> param,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> reasons,
    OpenAiError error) {
  public static final String MEDIA_TYPE = "application/problem+json";

  /** OpenAI's form of the same. */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record OpenAiError(String message, String type, Optional<String> param, String code) {}

  public static ProblemBody of(Problem problem, String requestId) {
    ProblemCode code = problem.code();
    return new ProblemBody(
        "urn:darkroom:problem:" + code.stable(),
        code.title(),
        code.status(),
        problem.detail(),
        "urn:darkroom:request:" + requestId,
        code.stable(),
        problem.param(),
        problem.reasons(),
        new OpenAiError(
            problem.detail(), openAiType(code.status()), problem.param(), code.stable()));
  }

  /** What OpenAI calls the kind of an error with this status. */
  public static String openAiType(int status) {
    return switch (status) {
      case 401 -> "authentication_error";
      case 403 -> "permission_error";
      case 429 -> "rate_limit_error";
      default -> status >= 500 ? "server_error" : "invalid_request_error";
    };
  }
}
