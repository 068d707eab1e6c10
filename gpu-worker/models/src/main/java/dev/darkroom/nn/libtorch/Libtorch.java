package dev.darkroom.nn.libtorch;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** The engine, started once a process and never asking the network for anything. */
final class Libtorch {
  private static final String OFFLINE = "ai.djl.offline";

  private Libtorch() {}

  private static volatile @Nullable PtNDManager root;

  /**
   * Runs {@code work} on a native thread whose every per-thread setting is made explicit first.
   *
   * @param doing for the error's message, as in "load a program"
   * @throws LibtorchException if {@code work} throws anything
   */
  static <T> T call(String doing, Execution execution, Callable<T> work) {
    try {
      return NativeThreads.call(() -> {
        prepare(execution);
        try {
          return work.call();
        } finally {
          ProcessExit.called();
        }
      });
    } catch (LibtorchException | IllegalStateException | IllegalArgumentException e) {
      throw e;
    } catch (Exception | LinkageError e) {
      throw new LibtorchException("could not " + doing, e);
    }
  }

  /** A scope of native memory; closing it frees everything made in it. */
  static PtNDManager newScope() {
    return (PtNDManager) root().newSubManager();
  }

  private static PtNDManager root() {
    PtNDManager started = root;
    return started != null ? started : start();
  }

  private static synchronized PtNDManager start() {
    PtNDManager started = root;
    if (started == null) {
      if (System.getProperty(OFFLINE) == null) {
        System.setProperty(OFFLINE, "true");
      }
      started = (PtNDManager) Engine.getEngine("PyTorch").newBaseManager(Device.cpu());
      root = started;
    }
    return started;
  }

  private static void prepare(Execution execution) {
    root(); // thread counts can be set only once the engine is up
    var thread = (NativeThreads.Worker) Thread.currentThread();
    if (thread.nativeThreads == 0) {
      JniUtils.setGraphExecutorOptimize(false); // no steady gain, ten times the warm-up
    }
    if (thread.nativeThreads != execution.threads()) {
      JniUtils.setNumThreads(execution.threads());
      thread.nativeThreads = execution.threads();
    }
    JniUtils.setGradMode(execution.gradients());
  }
}
