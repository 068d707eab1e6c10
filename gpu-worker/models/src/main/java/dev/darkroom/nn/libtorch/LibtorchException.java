package dev.darkroom.nn.libtorch;

/** libtorch refused or failed. The message is its own, shortened; the cause has all of it. */
public final class LibtorchException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int MAX_MESSAGE = 2_000;

  LibtorchException(String doing, Throwable cause) {
    super(doing + ": " + shortened(String.valueOf(cause.getMessage())), cause);
  }

  private static String shortened(String message) {
    return message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE) + " …";
  }
}
