package dev.darkroom.nn.libtorch;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.pytorch.jni.MethodCalls;
import dev.darkroom.weights.DType;
import dev.darkroom.weights.HostTensor;
import dev.darkroom.weights.Shape;
import java.io.ByteArrayInputStream;
import java.lang.foreign.Arena;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Methods written in TorchScript, loaded once and called many times, from any thread. Every call
 * has a scope of its own and leaves nothing behind but what its {@link Reply} holds.
 */
public final class Script implements AutoCloseable {
  private static final LongAdder NANOS = new LongAdder();

  private final PtNDManager scope;
  private final PtSymbolBlock block;
  private final ReentrantReadWriteLock open = new ReentrantReadWriteLock();
  private boolean closed;

  /** The dtype (F32, F64 or I64) and shape in which a result reaches the host. */
  public record HostResult(DType dtype, Shape shape) {}

  private Script(PtNDManager scope, PtSymbolBlock block) {
    this.scope = scope;
    this.block = block;
  }

  /**
   * Loads methods whose {@code self} is a {@code __torch__.Darkroom} and that return {@code
   * List[Tensor]}.
   *
   * @throws LibtorchException if the source is refused
   */
  public static Script load(String methods) {
    return Libtorch.call(
        "load a program",
        Execution.inference(1),
        () -> {
          byte[] archive = ScriptArchive.of(methods);
          PtNDManager scope = Libtorch.newScope();
          try {
            // from a stream: the overload for paths makes tensors that can never be trained
            return new Script(
                scope, JniUtils.loadModule(scope, new ByteArrayInputStream(archive), true, false));
          } catch (Exception e) {
            scope.close();
            throw e;
          }
        });
  }

  /**
   * One native call.
   *
   * @param host what the first results are; all further results stay on the device
   */
  public Reply call(
      String method, Execution execution, List<Value> arguments, List<HostResult> host) {
    return Libtorch.call(
        "run " + method,
        execution,
        () -> {
          open.readLock().lock();
          try (PtNDManager calls = Libtorch.newScope();
              Arena arena = Arena.ofConfined();
              Arguments values = new Arguments(calls, arena)) {
            if (closed) {
              throw new IllegalStateException("this program is closed");
            }
            arguments.forEach(values::add);
            try (IValue result = metered(method, values.toArray())) {
              return reply(result.toTensorArray(calls), host);
            }
          } finally {
            open.readLock().unlock();
          }
        });
  }

  /** Time that all calls of this process spent inside libtorch, added up. */
  public static Duration nativeTime() {
    return Duration.ofNanos(NANOS.sum());
  }

  private IValue metered(String method, IValue... arguments) {
    long start = System.nanoTime();
    try {
      return MethodCalls.invoke(block, method, arguments);
    } finally {
      NANOS.add(System.nanoTime() - start);
    }
  }

  /** One call on values of libtorch itself, on a native thread; the caller closes the result. */
  IValue invoke(String method, IValue... arguments) {
    return MethodCalls.invoke(block, method, arguments);
  }

  /** Frees the script; waits for calls under way. */
  @Override
  public void close() {
    open.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        block.close();
        scope.close();
      }
    } finally {
      open.writeLock().unlock();
    }
  }

  /** Reads the first results; the others leave their scope. */
  static Reply reply(PtNDArray[] results, List<HostResult> host) {
    List<HostTensor> read = new ArrayList<>();
    for (int i = 0; i < host.size(); i++) {
      read.add(HostMemory.read(results[i], host.get(i).dtype(), host.get(i).shape()));
    }
    List<NativeTensor> resident = new ArrayList<>();
    for (int i = host.size(); i < results.length; i++) {
      resident.add(new NativeTensor(results[i]));
    }
    return new Reply(List.copyOf(read), List.copyOf(resident));
  }
}
