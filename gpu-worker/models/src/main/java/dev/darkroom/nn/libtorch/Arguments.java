package dev.darkroom.nn.libtorch;

import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;

/** The arguments of one call; closes those values it made, which no scope of DJL would. */
final class Arguments implements AutoCloseable {
  private final PtNDManager scope;
  private final Arena arena;
  private final List<IValue> all = new ArrayList<>();
  private final List<IValue> own = new ArrayList<>();

  Arguments(PtNDManager scope, Arena arena) {
    this.scope = scope;
    this.arena = arena;
  }

  void add(Value value) {
    switch (value) {
      case Value.Host(var tensor) -> own(IValue.from(HostMemory.copied(tensor, scope, arena)));
      case Value.Scalar(double number) -> own(IValue.from(number));
      case NativeTensor tensor -> own(IValue.from(tensor.array()));
      case NativeTensors tensors -> all.add(tensors.list());
    }
  }

  IValue[] toArray() {
    return all.toArray(IValue[]::new);
  }

  @Override
  public void close() {
    own.forEach(IValue::close);
  }

  private void own(IValue value) {
    own.add(value);
    all.add(value);
  }
}
