package dev.darkroom.nn;

import dev.darkroom.nn.Trace.Output;
import dev.darkroom.weights.DType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Writes the methods of a training step. The lists: P trained weights, N their step counts, E their
 * running means, G gradients accumulated, W frozen weights; of each group again P0, P1, … its
 * trained weights, M0, … and V0, … the moments of their gradients.
 */
final class TrainScript {
  static final String LOSS = "loss";

  private final TrainPlan plan;
  private final Graph graph;
  private final Function<Param, String> frozen;
  private final Emitter emitter;

  /**
   * @param frozen the expression of a weight that is not trained
   */
  TrainScript(TrainPlan plan, Graph graph, Function<Param, String> frozen) {
    this.plan = plan;
    this.graph = graph;
    this.frozen = frozen;
    this.emitter = new Emitter(plan.config(), weightExpressions(), Kernels.Substitutes.NONE);
  }

  String source() {
    return step() + accumulate() + update();
  }

  /** Forward, gradients, update. */
  private String step() {
    return "def step(self: __torch__.Darkroom"
        + updated()
        + lists("W")
        + ", lr: float, decay: float"
        + emitter.arguments(graph)
        + ") -> List[Tensor]:\n"
        + gradients(scaled(loss().name()))
        + gather()
        + apply("H")
        + "  torch.set_grad_enabled(True)\n"
        + returning(results(), "norm", "skipped");
  }

  /** Forward and gradients, a share of them added to G. */
  private String accumulate() {
    return "def accumulate(self: __torch__.Darkroom"
        + lists("P", "G", "W")
        + ", share: float"
        + emitter.arguments(graph)
        + ") -> List[Tensor]:\n"
        + gradients("torch.mul(" + scaled(loss().name()) + ", share)")
        + gather()
        + "  torch._foreach_add_(G, H)\n"
        + "  torch.set_grad_enabled(True)\n"
        + returning(results());
  }

  /** Forward, and the gradients of {@code y} as gs. */
  private String gradients(String y) {
    return plan.checkpointing()
        ? new Recomputation(graph, emitter, plan.params(), loss().id()).source(y)
        : emitter.body(graph) + "  gs = torch.grad([" + y + "], P, None, False, False, False)\n";
  }

  /** Update from G, which is zero afterwards. */
  private String update() {
    return "def update(self: __torch__.Darkroom"
        + updated()
        + lists("G")
        + ", lr: float, decay: float) -> List[Tensor]:\n"
        + "  torch.set_grad_enabled(False)\n"
        + apply("G")
        + "  torch._foreach_zero_(G)\n"
        + "  torch.set_grad_enabled(True)\n"
        + returning(List.of(), "norm", "skipped");
  }

  /** Moves the gradients into H, laid out as the weights are: the update reads memory as is. */
  private String gather() {
    String pictures = plan.config().channelsLast() ? "torch.eq(torch.dim(g), 4)" : "False";
    return """
      torch.set_grad_enabled(False)
      H = annotate(List[Tensor], [])
      for i in range(torch.len(gs)):
        g = unchecked_cast(Tensor, gs[i])
        if %s:
          h = torch.contiguous(g, memory_format=2)
        else:
          h = torch.contiguous(g)
        _0 = torch.append(H, %s)
    """
        .formatted(pictures, unscaled("h"));
  }

  private String apply(String gradients) {
    StringBuilder source = new StringBuilder(clip(gradients));
    source.append("  torch._foreach_add_(N, torch.rsub(skipped, 1.))\n");
    int start = 0;
    for (int group = 0; group < plan.groups().size(); group++) {
      int end = start + plan.groups().get(group).params().size();
      source.append(adamW(group, start, end));
      start = end;
    }
    if (plan.ema()) {
      source.append("  torch._foreach_lerp_(E, P, torch.sub(1., decay))\n");
    }
    return source.toString();
  }

  /**
   * Scales the gradients to the greatest norm allowed, as C; a norm that is no number skips the
   * step. Not in place: weights that are added have one tensor as their gradients.
   */
  private String clip(String gradients) {
    if (plan.maxGradientNorm().isEmpty()) {
      return "  norm = torch.zeros([])\n  skipped = torch.zeros([])\n  C = " + gradients + "\n";
    }
    return """
      norm = torch.linalg_vector_norm(torch.stack(torch._foreach_norm(%1$s, 2)))
      skipped = torch.to(torch.logical_not(torch.isfinite(norm)), 6)
      C = torch._foreach_mul(%1$s, torch.clamp_max(torch.div(%2$s, torch.add(norm, 1e-06)), 1.))
    """
        .formatted(gradients, plan.maxGradientNorm().getAsDouble());
  }

  private String adamW(int group, int start, int end) {
    TrainPlan.Group trained = plan.groups().get(group);
    AdamW adam = plan.optimiser();
    return "  torch._fused_adamw_(P%1$d, %2$s, M%1$d, V%1$d, annotate(List[Tensor], []), %3$s"
            .formatted(group, part("C", start, end), part("N", start, end))
        + ", lr=torch.mul(lr, %s), beta1=%s, beta2=%s, weight_decay=%s, eps=%s"
            .formatted(
                trained.rateFactor(), adam.beta1(), adam.beta2(), trained.weightDecay(), adam.eps())
        + ", amsgrad=False, maximize=False, grad_scale=None, found_inf=skipped)\n";
  }

  /**
   * A group's part of a list that is only read. What is written to must be an argument of its own:
   * libtorch takes a part for a list of other tensors, and drops its update as having no effect.
   */
  private String part(String list, int start, int end) {
    return IntStream.range(start, end)
        .mapToObj(i -> list + "[" + i + "]")
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private String scaled(String loss) {
    double scale = plan.precision().lossScale();
    return scale == 1 ? loss : "torch.mul(" + loss + ", " + scale + ")";
  }

  private String unscaled(String gradient) {
    double scale = plan.precision().lossScale();
    return scale == 1 ? gradient : "torch.div(" + gradient + ", " + scale + ")";
  }

  private Sym loss() {
    for (Output output : graph.outputs()) {
      if (output.name().equals(LOSS) && output.value().rank() == 0) {
        return output.value();
      }
    }
    throw new IllegalArgumentException(
        "graph '" + graph.name() + "' has no scalar output named '" + LOSS + "' to train on");
  }

  private List<String> results() {
    return graph.outputs().stream().map(emitter::leaving).toList();
  }

  private static String returning(List<String> results, String... more) {
    List<String> all = new ArrayList<>(results);
    for (String extra : more) {
      all.add("torch.to(" + extra + ", torch.device(\"cpu\"))");
    }
    return "  return [" + String.join(", ", all) + "]\n";
  }

  /** What an update moves, in the order of {@link TrainState#lists}. */
  private String updated() {
    StringBuilder source = new StringBuilder(lists("P", "N", "E"));
    for (int group = 0; group < plan.groups().size(); group++) {
      source.append(lists("P" + group, "M" + group, "V" + group));
    }
    return source.toString();
  }

  private static String lists(String... names) {
    StringBuilder source = new StringBuilder();
    for (String name : names) {
      source.append(", ").append(name).append(": List[Tensor]");
    }
    return source.toString();
  }

  /** Trained weights are cast where the loss is computed in another dtype than F32. */
  private Function<Param, String> weightExpressions() {
    Map<Param, String> trained = new HashMap<>();
    DType dtype = plan.config().dtype();
    for (Param param : plan.params()) {
      String master = "P[" + trained.size() + "]";
      trained.put(
          param,
          dtype == DType.F32 || plan.precision().exact().contains(param)
              ? master
              : "torch.to(" + master + ", " + Literal.scalarType(dtype) + ")");
    }
    return param -> {
      String expression = trained.get(param);
      return expression == null ? frozen.apply(param) : expression;
    };
  }
}
