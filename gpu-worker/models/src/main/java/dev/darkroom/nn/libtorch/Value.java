package dev.darkroom.nn.libtorch;

import dev.darkroom.weights.HostTensor;

/** An argument of a script's method. */
public sealed interface Value permits Value.Host, Value.Scalar, NativeTensor, NativeTensors {
  /** Floats or integers of the host, copied in; not BF16, which the host casts first. */
  record Host(HostTensor tensor) implements Value {}

  /** One number. */
  record Scalar(double number) implements Value {}
}
