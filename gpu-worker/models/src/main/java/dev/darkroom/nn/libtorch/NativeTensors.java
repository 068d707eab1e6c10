package dev.darkroom.nn.libtorch;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import dev.darkroom.weights.DType;
import dev.darkroom.weights.HostTensor;
import dev.darkroom.weights.Shape;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * A list of tensors that lives on a device across calls: a program's weights, an optimiser's state.
 * Where nothing has to change they alias the host's (mapped) memory, which this keeps reachable.
 */
public final class NativeTensors implements Value, AutoCloseable {
  private final PtNDManager scope;
  private final PtNDArray[] arrays;
  private final IValue list;
  private final List<HostTensor> aliased;
  private boolean closed;

  /**
   * How host tensors are placed.
   *
   * @param device {@code cpu} or {@code cuda:N}
   * @param dtype that they are cast to
   * @param channelsLast whether those of rank 4 have channels innermost
   * @param use whether they are read, overwritten, or trained
   */
  public record Placement(String device, DType dtype, boolean channelsLast, Use use) {}

  /** What is done with the tensors. */
  public enum Use {
    /** Only read: may alias the host's memory. */
    READ,
    /** Overwritten in place: always a copy. */
    UPDATE,
    /** As {@link #UPDATE}, and gradients are taken with respect to them. */
    TRAIN
  }

  private NativeTensors(PtNDManager scope, PtNDArray[] arrays, List<HostTensor> aliased) {
    this.scope = scope;
    this.arrays = arrays;
    this.list = IValue.listFrom(arrays);
    this.aliased = List.copyOf(aliased);
  }

  /** Places host tensors on a device. */
  public static NativeTensors place(List<HostTensor> tensors, Placement placement) {
    return place(tensors, Collections.nCopies(tensors.size(), placement));
  }

  /** Places host tensors on devices, each in its own way. */
  public static NativeTensors place(List<HostTensor> tensors, List<Placement> placements) {
    return Libtorch.call(
        "place weights",
        Execution.inference(1),
        () -> {
          PtNDManager scope = Libtorch.newScope();
          try {
            PtNDArray[] placed = new PtNDArray[tensors.size()];
            List<HostTensor> aliased = new ArrayList<>();
            for (int i = 0; i < placed.length; i++) {
              placed[i] = Placer.place(tensors.get(i), placements.get(i), scope);
              if (placements.get(i).use() == Use.READ) {
                aliased.add(tensors.get(i));
              }
            }
            return new NativeTensors(scope, placed, aliased);
          } catch (Exception e) {
            scope.close();
            throw e;
          }
        });
  }

  /**
   * The tensors from one position to before another as a list of their own. They stay this list's,
   * which must be closed after all its parts.
   */
  public NativeTensors part(int from, int to) {
    PtNDArray[] part = Arrays.copyOfRange(arrays, from, to);
    return Libtorch.call(
        "list tensors",
        Execution.inference(1),
        () -> new NativeTensors(Libtorch.newScope(), part, List.of()));
  }

  /**
   * These tensors with others in some positions, placed as there, as a list of its own. What is not
   * replaced stays this list's, which must be closed after it.
   */
  public NativeTensors with(Map<Integer, HostTensor> replaced, List<Placement> placements) {
    return Libtorch.call(
        "place other weights",
        Execution.inference(1),
        () -> {
          PtNDManager scope = Libtorch.newScope();
          try {
            PtNDArray[] mixed = arrays.clone();
            for (Map.Entry<Integer, HostTensor> entry : replaced.entrySet()) {
              Placement placement = placements.get(entry.getKey());
              mixed[entry.getKey()] = Placer.place(entry.getValue(), placement, scope);
            }
            return new NativeTensors(scope, mixed, List.copyOf(replaced.values()));
          } catch (Exception e) {
            scope.close();
            throw e;
          }
        });
  }

  /** Copies to the host, in rows, as F32 (F64 where they are that), of these shapes. */
  public List<HostTensor> read(DType dtype, List<Shape> shapes) {
    List<Script.HostResult> results =
        shapes.stream().map(shape -> new Script.HostResult(dtype, shape)).toList();
    return Placer.read(this, dtype, results);
  }

  /** Frees the tensors; the host's memory is its owner's. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      try {
        list.close();
        scope.close();
      } finally {
        Reference.reachabilityFence(aliased);
      }
    }
  }

  IValue list() {
    if (closed) {
      throw new IllegalStateException("these tensors are closed");
    }
    return list;
  }
}
