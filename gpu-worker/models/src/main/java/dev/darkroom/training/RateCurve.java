package dev.darkroom.training;

import java.util.List;

/**
 * How a learning rate goes over a training, as a multiple of its base: the schedules of diffusers'
 * training scripts by their names. Those with a warm-up rise in a straight line from 0, which is
 * the first step's.
 */
public sealed interface RateCurve {
  /** Always the base. */
  record Constant() implements RateCurve {}

  /** The base once warm. */
  record ConstantWithWarmup() implements RateCurve {}

  /** Down to 0 in a straight line. */
  record Linear() implements RateCurve {}

  /** Down to 0 along half a cosine. */
  record Cosine() implements RateCurve {}

  /** Several times down along half a cosine, each from the base. */
  record CosineWithRestarts(int cycles) implements RateCurve {
    public CosineWithRestarts {
      if (cycles < 1) {
        throw new IllegalArgumentException("lr_num_cycles " + cycles + " is below 1");
      }
    }
  }

  /** Down to 1e-7 along a power. */
  record Polynomial(double power) implements RateCurve {
    public Polynomial {
      if (!(power > 0)) {
        throw new IllegalArgumentException("lr_power " + power + " is not above 0");
      }
    }
  }

  /** One multiple after another; the last for good. */
  record Piecewise(List<Piece> pieces, double last) implements RateCurve {
    /** A multiple until a step, that step excluded. */
    public record Piece(double multiple, long until) {}

    public Piecewise {
      pieces = List.copyOf(pieces);
    }
  }

  /** Where a polynomial ends, whatever the base. */
  double POLYNOMIAL_END = 1e-7;

  /**
   * The rate of step {@code step}, counted from 0.
   *
   * @param base what 1 means
   * @param warmup steps
   * @param total steps
   */
  default double rate(long step, double base, long warmup, long total) {
    boolean warming = step < warmup;
    double rising = (double) step / Math.max(1, warmup);
    double done = (double) (step - warmup) / Math.max(1, total - warmup);
    return switch (this) {
      case Constant _ -> base;
      case ConstantWithWarmup _ -> base * Math.min(1, warming ? rising : 1);
      case Linear _ -> base * (warming ? rising : Math.max(0, 1 - done));
      case Cosine _ ->
          base * (warming ? rising : Math.max(0, 0.5 * (1 + Math.cos(Math.PI * done))));
      case CosineWithRestarts(int cycles) ->
          base
              * (warming
                  ? rising
                  : done >= 1 ? 0 : 0.5 * (1 + Math.cos(Math.PI * (cycles * done % 1))));
      case Polynomial(double power) ->
          warming
              ? base * rising
              : done > 1
                  ? POLYNOMIAL_END
                  : (base - POLYNOMIAL_END) * Math.pow(1 - done, power) + POLYNOMIAL_END;
      case Piecewise(List<Piecewise.Piece> pieces, double last) ->
          base
              * pieces.stream()
                  .filter(piece -> step < piece.until())
                  .findFirst()
                  .map(Piecewise.Piece::multiple)
                  .orElse(last);
    };
  }

  /** This curve over a training; the parameters are those of {@link #rate}. */
  default RateSchedule over(double base, long warmup, long total) {
    return new RateSchedule() {
      @Override
      public double rate(long step) {
        return RateCurve.this.rate(step, base, warmup, total);
      }

      @Override
      public long total() {
        return total;
      }
    };
  }

  /**
   * A curve by its name in diffusers' scripts.
   *
   * @param cycles of {@code cosine_with_restarts}
   * @param power of {@code polynomial}
   * @param rules of {@code piecewise_constant}, as in {@code 1:10,0.1:20,0.01}
   * @throws IllegalArgumentException if there is none of that name, or its rules cannot be read
   */
  static RateCurve named(String name, int cycles, double power, String rules) {
    return switch (name) {
      case "constant" -> new Constant();
      case "constant_with_warmup" -> new ConstantWithWarmup();
      case "linear" -> new Linear();
      case "cosine" -> new Cosine();
      case "cosine_with_restarts" -> new CosineWithRestarts(cycles);
      case "polynomial" -> new Polynomial(power);
      case "piecewise_constant" -> RateRules.read(rules);
      default ->
          throw new IllegalArgumentException(
              "lr_scheduler '"
                  + name
                  + "' is not known: use constant, constant_with_warmup, linear, cosine,"
                  + " cosine_with_restarts, polynomial or piecewise_constant");
    };
  }
}
