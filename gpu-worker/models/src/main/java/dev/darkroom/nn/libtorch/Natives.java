package dev.darkroom.nn.libtorch;

import ai.djl.engine.Engine;

/** The native libraries, for whoever wants them loaded before the first program needs them. */
public final class Natives {
  private Natives() {}

  /**
   * Loads them where they are not loaded yet, which takes about a second.
   *
   * @return libtorch's version
   * @throws LibtorchException where this machine cannot load them
   */
  public static String load() {
    try {
      Libtorch.newScope().close();
      return Engine.getEngine("PyTorch").getVersion();
    } catch (RuntimeException | LinkageError e) {
      throw new LibtorchException("could not load the native libraries", e);
    }
  }
}
