package dev.darkroom.metrics;

import dev.darkroom.nn.Binding;
import dev.darkroom.nn.Graph;
import dev.darkroom.nn.Program;
import dev.darkroom.nn.RunConfig;
import dev.darkroom.nn.Sym;
import dev.darkroom.nn.Trace;
import dev.darkroom.weights.DType;
import dev.darkroom.weights.HostTensor;
import dev.darkroom.weights.Shape;
import dev.darkroom.weights.TensorSource;
import java.util.Map;

/**
 * The Fréchet distance of two normal distributions (Dowson and Landau 1982; Heusel et al. 2017):
 * |μ₁ - μ₂|² + tr(S₁ + S₂ - 2 √(S₁ S₂)). Over Inception's features it is the FID, over CLIP's the
 * CLIP-FD. All in F64.
 */
public final class Frechet {

  /** How the trace of √(S₁ S₂) is found; where both are exact they agree to about 1e-8. */
  public enum Root {
    /**
     * As the trace of √(√S₁ S₂ √S₁), of symmetric matrices throughout: real and exact even where a
     * covariance lacks rank, as with fewer pictures than features.
     */
    SYMMETRIC,
    /** As the sum of the real parts of the roots of the eigenvalues of S₁ S₂ (torch-fidelity). */
    EIGENVALUES
  }

  private Frechet() {}

  /**
   * The distance.
   *
   * @throws IllegalArgumentException if the moments are of two widths
   */
  public static double distance(Moments a, Moments b, Root root) {
    int d = a.width();
    if (b.width() != d) {
      throw new IllegalArgumentException(
          "moments of width %d and %d come from two networks".formatted(d, b.width()));
    }
    double apart = Vectors.squaredDistance(a.mean(), b.mean());
    return apart + a.trace() + b.trace() - 2 * traceOfRoot(a, b, root);
  }

  /** tr √(S₁ S₂), by libtorch's LAPACK. */
  private static double traceOfRoot(Moments a, Moments b, Root root) {
    int d = a.width();
    Graph graph =
        Graph.trace(
            "root",
            trace -> {
              Sym s1 = trace.input("a", d, d);
              Sym s2 = trace.input("b", d, d);
              trace.output(
                  "trace",
                  switch (root) {
                    case SYMMETRIC -> symmetric(s1, s2);
                    case EIGENVALUES -> eigenvalues(s1, s2);
                  });
            });
    RunConfig exact = RunConfig.reference().with(DType.F64);
    Binding none = Binding.exact(TensorSource.of(Map.of(), Map.of()));
    try (Program program = Program.load(exact, none, graph)) {
      return program
          .call("root")
          .in("a", HostTensor.ofDoubles(a.covariance(), d, d))
          .in("b", HostTensor.ofDoubles(b.covariance(), d, d))
          .run()
          .number("trace");
    }
  }

  private static Sym symmetric(Sym s1, Sym s2) {
    Trace trace = s1.trace();
    Sym v = trace.opResult(1, "linalg_eigh", s1.shape(), s1, "L"); // S₁ = V diag(λ) Vᵀ
    Sym lambda = v.times(s1.matmul(v)).sum(false, 0); // (D)
    Sym root = v.times(positive(lambda).sqrt()).matmul(v.transpose(0, 1)); // √S₁
    Sym m = root.matmul(s2).matmul(root);
    Sym even = m.plus(m.transpose(0, 1)).times(0.5); // rounding breaks the symmetry
    Sym mu = trace.op("linalg_eigvalsh", Shape.of(s1.dim(0)), even, "L");
    return positive(mu).sqrt().sum();
  }

  private static Sym eigenvalues(Sym s1, Sym s2) {
    Trace trace = s1.trace();
    Shape d = Shape.of(s1.dim(0));
    Sym lambda = trace.op("linalg_eigvals", d, s1.matmul(s2)); // complex
    return trace.op("real", d, trace.op("sqrt", d, lambda)).sum();
  }

  /** Eigenvalues of a covariance are never negative; rounding makes some so. */
  private static Sym positive(Sym lambda) {
    return lambda.clamp(0, Double.MAX_VALUE);
  }
}
