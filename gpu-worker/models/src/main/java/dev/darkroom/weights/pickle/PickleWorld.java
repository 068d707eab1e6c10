package dev.darkroom.weights.pickle;

import dev.darkroom.weights.pickle.PickleValue.Global;
import dev.darkroom.weights.pickle.PickleValue.Instance;
import dev.darkroom.weights.pickle.PickleValue.Tuple;

/**
 * What exists for a pickle: the allowlist of its globals and what calling one means. An answer is
 * always a value made here, never anything that the pickle brought. Refusals are {@link
 * PickleException}s.
 */
public interface PickleWorld {
  /**
   * The pickle names a global: answer the name itself to let it stand, or refuse.
   *
   * @throws PickleException if it is not on the allowlist
   */
  Global global(Global name);

  /**
   * A call of an allowed global (REDUCE). Without an interpretation it stays an inert {@link
   * Instance}.
   */
  default PickleValue call(Global callable, Tuple arguments) {
    return new Instance(callable, arguments);
  }

  /**
   * A new object of an allowed class (NEWOBJ). Without an interpretation it stays an inert {@link
   * Instance}.
   */
  default PickleValue create(Global type, Tuple arguments) {
    return new Instance(type, arguments);
  }

  /** A reference to something outside the pickle (BINPERSID), as torch's storages are. */
  PickleValue persistent(PickleValue id);
}
