package dev.darkroom.gateway.problem;

/** Carries a {@link Problem} from where it was found to where it is answered. */
public final class ProblemException extends RuntimeException {
  private final transient Problem problem;

  public ProblemException(Problem problem) {
    // A refusal is an answer, not an accident: no stack is taken.
    super(problem.detail(), null, false, false);
    this.problem = problem;
  }

  public Problem problem() {
    return problem;
  }
}
