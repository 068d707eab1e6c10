package dev.darkroom.gateway.request;

import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.gateway.problem.ProblemException;
import dev.darkroom.job.id.Nearest;
import java.util.Collection;
import java.util.stream.Collectors;

/** Values that must be one of a known set. */
final class Choice {
  private static final int MAX_LISTED = 20;

  private Choice() {}

  /** Refuses a value that is none of the known, and says which was probably meant. */
  static ProblemException unknown(
      ProblemCode code, String param, String value, Collection<String> known) {
    String hint =
        Nearest.to(value, known)
            .map(nearest -> "did you mean '" + nearest + "'?")
            .orElseGet(() -> known.isEmpty() ? "there is none yet" : "use " + listed(known));
    return Fields.problem(
        code, param, param + " '" + Fields.clip(value) + "' is not known: " + hint);
  }

  private static String listed(Collection<String> known) {
    return known.stream().limit(MAX_LISTED).collect(Collectors.joining(", "))
        + (known.size() > MAX_LISTED ? ", …" : "");
  }
}
