package dev.darkroom.gateway.request;

import dev.darkroom.gateway.problem.Problem;
import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.gateway.problem.ProblemException;
import dev.darkroom.job.id.Nearest;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The query parameters of one request, read by name; unknown and repeated ones are refused. */
public final class QueryText {
  private final Map<String, List<String>> values;

  /**
   * Refuses what the route does not have.
   *
   * @param known the parameters that the route has
   */
  public QueryText(Map<String, List<String>> values, Collection<String> known) {
    this.values = values;
    values.forEach((name, all) -> {
      if (!known.contains(name)) {
        throw unknown(name, known);
      }
      if (all.size() > 1) {
        throw problem(name, name + " is given " + all.size() + " times: give it once");
      }
    });
  }

  public Optional<String> text(String name) {
    return Optional.ofNullable(values.get(name)).map(List::getFirst);
  }

  public int integer(String name, int absent, int min, int max) {
    Optional<String> text = text(name);
    if (text.isEmpty()) {
      return absent;
    }
    try {
      int value = Integer.parseInt(text.get());
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException _) {
      // Said below, together with a number that is out of range.
    }
    throw problem(
        name,
        name + " '" + Fields.clip(text.get()) + "' is not an integer in " + min + " … " + max);
  }

  /** {@code true} or {@code false}. */
  public boolean flag(String name, boolean absent) {
    return choice(name, List.of("true", "false")).map("true"::equals).orElse(absent);
  }

  /** One of a known set of values. */
  public Optional<String> choice(String name, Collection<String> known) {
    Optional<String> text = text(name);
    if (text.isPresent() && !known.contains(text.get())) {
      throw Choice.unknown(ProblemCode.INVALID_PARAMETER, name, text.get(), known);
    }
    return text;
  }

  private static ProblemException unknown(String name, Collection<String> known) {
    String hint =
        Nearest.to(name, known)
            .map(nearest -> "did you mean '" + nearest + "'?")
            .orElseGet(() ->
                known.isEmpty() ? "this route takes none" : "use " + String.join(", ", known));
    String shown = Fields.clip(name);
    return Problem.of(
            ProblemCode.UNKNOWN_PARAMETER, shown, "there is no parameter '" + shown + "': " + hint)
        .exception();
  }

  private static ProblemException problem(String name, String detail) {
    return Problem.of(ProblemCode.INVALID_PARAMETER, name, detail).exception();
  }
}
