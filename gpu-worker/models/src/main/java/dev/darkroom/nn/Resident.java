package dev.darkroom.nn;

import dev.darkroom.nn.libtorch.NativeTensor;
import dev.darkroom.weights.Shape;

/** A result kept on the device, to be passed into later calls of the same run. Close it. */
public final class Resident implements AutoCloseable {
  private final NativeTensor tensor;
  private final Shape shape;

  Resident(NativeTensor tensor, Shape shape) {
    this.tensor = tensor;
    this.shape = shape;
  }

  public Shape shape() {
    return shape;
  }

  NativeTensor tensor() {
    return tensor;
  }

  @Override
  public void close() {
    tensor.close();
  }
}
