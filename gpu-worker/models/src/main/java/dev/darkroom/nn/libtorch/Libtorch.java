package dev.darkroom.nn.libtorch;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.concurrent.Callable;

/** The engine, started once a process and never asking the network for anything. */
final class Libtorch {
  private static final String OFFLINE = "ai.djl.offline";

  private Libtorch() {}

  private static final class Holder {
    static final PtNDManager ROOT = start();

    private static PtNDManager start() {
      if (System.getProperty(OFFLINE) == null) {
        System.setProperty(OFFLINE, "true");
      }
      return (PtNDManager) Engine.getEngine("PyTorch").newBaseManager(ai.djl.Device.cpu());
    }
  }

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
        return work.call();
      });
    } catch (LibtorchException e) {
      throw e;
    } catch (Exception e) {
      throw new LibtorchException("could not " + doing, e);
    }
  }

  /** A scope of native memory; closing it frees everything made in it. */
  static PtNDManager newScope() {
    NDManager scope = Holder.ROOT.newSubManager();
    return (PtNDManager) scope;
  }

  private static void prepare(Execution execution) {
    var _ = Holder.ROOT;
    var thread = (NativeThreads.Worker) Thread.currentThread();
    if (thread.nativeThreads != execution.threads()) {
      JniUtils.setGraphExecutorOptimize(false); // no steady gain, ten times the warm-up
      JniUtils.setNumThreads(execution.threads());
      thread.nativeThreads = execution.threads();
    }
    JniUtils.setGradMode(execution.gradients());
  }
}
