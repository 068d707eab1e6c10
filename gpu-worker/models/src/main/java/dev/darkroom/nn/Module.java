package dev.darkroom.nn;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a network. The constructor declares weights through {@link Weights} under the
 * checkpoint's names; a {@code forward} of the subclass' own signature records the mathematics.
 */
public abstract class Module {
  private final Weights weights;

  protected Module(Weights weights) {
    this.weights = weights;
  }

  /** The module's full name, as in {@code down_blocks.0.resnets.1}. */
  public final String path() {
    return weights.path();
  }

  /** Every weight of this module and of those below it. */
  public final List<Param> params() {
    return weights.params();
  }

  /**
   * Says that {@code y} is what this module returns: errors downstream name it, and a trace may tap
   * it. A forward ends with {@code return out(y);}.
   */
  protected final Sym out(Sym y) {
    return y.trace().returned(path(), y);
  }

  /** A declared weight as a value of {@code x}'s trace. */
  protected static Sym use(Sym x, Param param) {
    return x.trace().use(param);
  }

  /** As {@link #use}, for a weight that not every configuration has. */
  protected static @Nullable Sym useIfAny(Sym x, @Nullable Param param) {
    return param == null ? null : x.trace().use(param);
  }
}
