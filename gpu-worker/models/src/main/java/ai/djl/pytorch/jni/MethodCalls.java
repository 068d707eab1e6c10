package ai.djl.pytorch.jni;

import ai.djl.pytorch.engine.PtSymbolBlock;

/**
 * Calls any method of a loaded script with any values, which DJL itself offers for tensors only.
 */
public final class MethodCalls {
  private MethodCalls() {}

  /**
   * Runs {@code method} and returns its result, which the caller closes; the arguments stay the
   * caller's too. The call never enters inference mode, because tensors made there can take no part
   * in a gradient later: whether gradients are recorded is up to the thread's grad mode alone.
   */
  public static IValue invoke(PtSymbolBlock script, String method, IValue... arguments) {
    long[] handles = new long[arguments.length];
    for (int i = 0; i < handles.length; i++) {
      handles[i] = arguments[i].getHandle();
    }
    boolean train = true;
    boolean separateCudaStream = false;
    return new IValue(
        PyTorchLibrary.LIB.moduleRunMethod(
            script.getHandle(), method, handles, train, separateCudaStream));
  }
}
