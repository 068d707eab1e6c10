package dev.darkroom.nn.libtorch;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;

/** A tensor that stays on its device between calls, in whatever dtype it has there. */
public final class NativeTensor implements Value, AutoCloseable {
  private final PtNDManager scope;
  private final PtNDArray array;

  /** Takes {@code array} out of the scope that made it. */
  NativeTensor(PtNDArray array) {
    this.scope = Libtorch.newScope();
    this.array = array;
    array.attach(scope);
  }

  PtNDArray array() {
    if (array.isReleased()) {
      throw new IllegalStateException("this tensor is closed");
    }
    return array;
  }

  @Override
  public void close() {
    scope.close();
  }
}
