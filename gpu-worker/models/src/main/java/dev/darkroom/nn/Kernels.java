package dev.darkroom.nn;

import dev.darkroom.weights.DType;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Which of libtorch's own implementations of an operation a program uses. The results agree within
 * rounding; no step is left out and nothing is kept from another call.
 */
public enum Kernels {
  /** Those that libtorch picks by itself. */
  PLAIN,
  /**
   * Those that were found to be quicker: on x86 processors oneDNN's matrix product in F32, where
   * libtorch would take MKL's, which does not know every maker's vector units; and attention in F32
   * for half precisions, whose own kernel converts back and forth. Programs that take gradients run
   * plain: these have none.
   */
  TUNED;

  private static final String LINEAR =
      """
      def tuned_linear(self: __torch__.Darkroom, x: Tensor, weight: Tensor, bias: Optional[Tensor]) -> Tensor:
        return ops.mkldnn._linear_pointwise(x, weight, bias, "none", annotate(List[Optional[number]], []), "")
      """;

  private static final String ATTENTION =
      """
      def tuned_attention(self: __torch__.Darkroom, q: Tensor, k: Tensor, v: Tensor, mask: Optional[Tensor], dropout: float, causal: bool) -> Tensor:
        m = mask
        if mask is not None:
          m = torch.to(mask, 6)
        y = torch.scaled_dot_product_attention(torch.to(q, 6), torch.to(k, 6), torch.to(v, 6), m, dropout, causal)
        return torch.to(y, ops.prim.dtype(q))
      """;

  /** The methods that take the place of operations in a program, by the operation's name. */
  record Substitutes(Map<String, String> calls, String methods) {
    static final Substitutes NONE = new Substitutes(Map.of(), "");

    /** An expression with every such operation replaced. */
    String in(String expression) {
      String result = expression;
      for (Map.Entry<String, String> call : calls.entrySet()) {
        result = result.replace(call.getKey() + "(", call.getValue() + "(");
      }
      return result;
    }
  }

  /** What this choice means for a program that runs so and takes no gradients. */
  static Substitutes of(RunConfig config) {
    if (config.kernels() == PLAIN || !config.device().equals(Device.CPU) || !isX86()) {
      return Substitutes.NONE;
    }
    Map<String, String> calls = new LinkedHashMap<>();
    StringBuilder methods = new StringBuilder();
    if (config.dtype() == DType.F32) {
      calls.put("torch.linear", "self.tuned_linear");
      methods.append(LINEAR);
    }
    if (config.dtype() == DType.BF16 || config.dtype() == DType.F16) {
      calls.put("torch.scaled_dot_product_attention", "self.tuned_attention");
      methods.append(ATTENTION);
    }
    return new Substitutes(calls, methods.toString());
  }

  private static boolean isX86() {
    String arch = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    return arch.equals("amd64") || arch.equals("x86_64");
  }
}
