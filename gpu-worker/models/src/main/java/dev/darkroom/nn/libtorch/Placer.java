package dev.darkroom.nn.libtorch;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import dev.darkroom.nn.libtorch.NativeTensors.Placement;
import dev.darkroom.nn.libtorch.NativeTensors.Use;
import dev.darkroom.weights.DType;
import dev.darkroom.weights.HostTensor;
import java.lang.foreign.Arena;
import java.util.List;

/** Moves tensors between the host and their place, by a script of its own. */
final class Placer {
  private static final String SOURCE =
      """
      def place(self: __torch__.Darkroom, x: Tensor, bf16: bool, dtype: int, device: str, channels_last: bool, copy: bool, train: bool) -> Tensor:
        if bf16:
          y = torch.set_(torch.empty([0], dtype=15), x)
        else:
          y = x
        z = torch.to(y, torch.device(device), dtype, False, copy)
        if channels_last:
          w = torch.contiguous(z, memory_format=2)
        else:
          w = z
        if train:
          r = torch.requires_grad_(w, True)
        else:
          r = w
        return r
      def read(self: __torch__.Darkroom, xs: List[Tensor], dtype: int) -> List[Tensor]:
        rows = annotate(List[Tensor], [])
        for i in range(torch.len(xs)):
          _0 = torch.append(rows, torch.contiguous(torch.to(torch.detach(xs[i]), torch.device("cpu"), dtype)))
        return rows
      """;

  private Placer() {}

  private static final class Holder {
    static final Script SCRIPT = Script.load(SOURCE);
  }

  /** Places one tensor in {@code scope}; runs on a native thread. */
  static PtNDArray place(HostTensor tensor, Placement placement, PtNDManager scope) {
    boolean alias = HostMemory.isMappable(tensor);
    try (PtNDManager raw = Libtorch.newScope();
        Arena arena = Arena.ofConfined()) {
      PtNDArray source =
          alias ? HostMemory.mapped(tensor, raw) : HostMemory.copied(tensor, raw, arena);
      boolean copy = !alias || placement.use() != Use.READ;
      try (IValue x = IValue.from(source);
          IValue bf16 = IValue.from(tensor.dtype() == DType.BF16);
          IValue dtype = IValue.from((long) scalarType(placement.dtype()));
          IValue device = IValue.from(placement.device());
          IValue inner = IValue.from(placement.channelsLast() && tensor.shape().rank() == 4);
          IValue copied = IValue.from(copy);
          IValue train = IValue.from(placement.use() == Use.TRAIN);
          IValue placed =
              Holder.SCRIPT.invoke("place", x, bf16, dtype, device, inner, copied, train)) {
        return placed.toTensor(scope);
      }
    }
  }

  /** Copies of a whole list on the host. */
  static List<HostTensor> read(
      NativeTensors tensors, DType dtype, List<Script.HostResult> results) {
    Execution execution = Execution.inference(1);
    return Libtorch.call(
        "read tensors",
        execution,
        () -> {
          try (PtNDManager scope = Libtorch.newScope();
              IValue type = IValue.from((long) scalarType(dtype));
              IValue rows = Holder.SCRIPT.invoke("read", tensors.list(), type)) {
            return Script.reply(rows.toTensorArray(scope), results).host();
          }
        });
  }

  private static int scalarType(DType dtype) {
    return switch (dtype) {
      case F16 -> 5;
      case F32 -> 6;
      case F64 -> 7;
      case I64 -> 4;
      case BF16 -> 15;
      case I32, I16, I8, U8, BOOL ->
          throw new IllegalArgumentException("weights run as floats or I64, not " + dtype);
    };
  }
}
