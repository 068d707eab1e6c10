package dev.darkroom.nn;

/**
 * Weights that do not fit the model that declares them. The message names each with both shapes.
 */
public final class BindingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The machine-readable reason. */
  public static final String CODE = "weights_do_not_fit";

  public BindingException(String message) {
    super(message);
  }
}
