package dev.darkroom.nn;

import dev.darkroom.nn.Trace.Node;
import dev.darkroom.nn.Trace.Output;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Gradients with little memory (Chen et al. 2016, "Training Deep Nets with Sublinear Memory Cost"):
 * the graph is cut into segments where few values cross; the first pass keeps only those, and each
 * segment is computed a second time when its gradients are due, the last one first.
 *
 * <p>In the script, {@code vN} is node N's value of the first pass, {@code rN} that of the second,
 * {@code dKxN} value N as the leaf that segment K starts from, {@code cN} the loss's gradient with
 * respect to it, {@code gN} that of the trained weight N.
 */
final class Recomputation {
  /** Operations of a segment, at least; it ends at the narrowest place up to twice as far on. */
  private static final int SHORTEST = 24;

  /** Operations through which no gradient flows. */
  private static final Pattern BARRIER =
      Pattern.compile("torch\\.(detach|gt|ge|lt|le|eq|ne|argmax|argmin|isfinite|floor|round)\\(.*");

  private static final Pattern VALUE = Pattern.compile("\\bv(\\d+)\\b");

  private final Graph graph;
  private final Emitter emitter;
  private final List<Param> trained; // as in P
  private final Map<Integer, Node> nodes = new HashMap<>();
  private final Map<Integer, Integer> lastUse = new HashMap<>();
  private final Set<Integer> moved = new HashSet<>();
  private final List<List<Node.Operation>> segments;

  /**
   * Prepares a graph's gradients.
   *
   * @param trained in the order of the list {@code P}
   * @param loss the node that falls
   */
  Recomputation(Graph graph, Emitter emitter, List<Param> trained, int loss) {
    if (graph.takesGradients()) {
      throw new IllegalArgumentException(
          "graph '" + graph.name() + "' takes gradients itself: it cannot be computed in segments");
    }
    this.graph = graph;
    this.emitter = emitter;
    this.trained = List.copyOf(trained);
    this.segments = cut(operations(), loss);
  }

  /**
   * From the arguments to the gradients.
   *
   * @param loss the expression that falls, of values of the last segment
   * @return lines that leave the gradients as the list {@code gs}, in the order of {@code P}
   */
  String source(String loss) {
    StringBuilder source = new StringBuilder("  torch.set_grad_enabled(False)\n");
    for (Node node : graph.nodes()) {
      if (!(node instanceof Node.Operation)) {
        source.append(line("v", node, emitter.expression(node, graph)));
      }
    }
    int last = segments.size() - 1;
    for (List<Node.Operation> segment : segments.subList(0, last)) {
      segment.forEach(node -> source.append(line("v", node, emitter.expression(node, graph))));
    }
    Gradients gradients = new Gradients(source);
    gradients.ofSegment(last, "v", List.of(loss), "None");
    for (int k = last - 1; k >= 0; k--) {
      List<Integer> reached = gradients.reachedIn(segments.get(k));
      if (!reached.isEmpty()) {
        gradients.ofSegment(
            k,
            "r",
            reached.stream().map(id -> "r" + id).toList(),
            reached.stream()
                .map(id -> "c" + id)
                .collect(Collectors.joining(", ", "annotate(List[Optional[Tensor]], [", "])")));
      }
    }
    return source.append(gradients.gathered()).toString();
  }

  private List<Node.Operation> operations() {
    List<Node.Operation> operations = new ArrayList<>();
    for (Node node : graph.nodes()) {
      nodes.put(node.id(), node);
      switch (node) {
        case Node.Argument _ -> {}
        case Node.Weight(int id, Param param) -> {
          if (trained.contains(param)) {
            moved.add(id);
          }
        }
        case Node.Operation operation -> {
          operation.operands().forEach(operand -> lastUse.put(operand, operations.size()));
          if (!BARRIER.matcher(operation.source()).matches()
              && operation.operands().stream().anyMatch(moved::contains)) {
            moved.add(operation.id());
          }
          operations.add(operation);
        }
      }
    }
    for (Output output : graph.outputs()) {
      lastUse.put(output.value().id(), operations.size());
    }
    return operations;
  }

  /** Segments, of which the last one holds the loss. */
  private List<List<Node.Operation>> cut(List<Node.Operation> operations, int loss) {
    int end = 0;
    while (operations.get(end).id() != loss) {
      end++;
    }
    int[] crossing = crossing(operations);
    List<List<Node.Operation>> cut = new ArrayList<>();
    int start = 0;
    while (start + 2 * SHORTEST < end) {
      int narrowest = start + SHORTEST;
      for (int p = narrowest; p < Math.min(end, start + 2 * SHORTEST); p++) {
        if (crossing[p] < crossing[narrowest]) {
          narrowest = p;
        }
      }
      cut.add(operations.subList(start, narrowest + 1));
      start = narrowest + 1;
    }
    cut.add(operations.subList(start, operations.size()));
    return cut;
  }

  /** How many values an end after each operation would leave to be kept. */
  private int[] crossing(List<Node.Operation> operations) {
    int[] crossing = new int[operations.size()];
    for (int p = 0; p < operations.size(); p++) {
      int until = lastUse.getOrDefault(operations.get(p).id(), p);
      for (int q = p; q < Math.min(until, operations.size()); q++) {
        crossing[q]++;
      }
    }
    return crossing;
  }

  private static String line(String prefix, Node node, String expression) {
    return "  " + prefix + node.id() + " = " + expression + "\n";
  }

  /** The second pass, segment by segment. */
  private final class Gradients {
    private final StringBuilder source;
    private final Set<Integer> values = new HashSet<>(); // that have a c
    private final Set<Integer> weights = new HashSet<>(); // that have a g

    Gradients(StringBuilder source) {
      this.source = source;
    }

    /** The values of a segment that the loss is known to depend on. */
    List<Integer> reachedIn(List<Node.Operation> segment) {
      return segment.stream().map(Node.Operation::id).filter(values::contains).toList();
    }

    /**
     * Computes a segment, and what its ends' gradients are with respect to its beginnings.
     *
     * @param prefix of its values' names
     */
    void ofSegment(int k, String prefix, List<String> ends, String endGradients) {
      List<Node.Operation> segment = segments.get(k);
      Set<Integer> inside = segment.stream().map(Node.Operation::id).collect(Collectors.toSet());
      Set<Integer> beginnings = new LinkedHashSet<>();
      Set<Param> used = new LinkedHashSet<>();
      for (Node.Operation operation : segment) {
        for (int operand : operation.operands()) {
          if (moved.contains(operand) && !inside.contains(operand)) {
            if (nodes.get(operand) instanceof Node.Weight(int _, Param param)) {
              used.add(param);
            } else {
              beginnings.add(operand);
            }
          }
        }
      }
      source.append("  torch.set_grad_enabled(True)\n");
      Map<Integer, String> names = new HashMap<>();
      for (int id : beginnings) {
        String leaf = "d" + k + "x" + id;
        names.put(id, leaf);
        source
            .append("  " + leaf)
            .append(" = torch.requires_grad_(torch.detach(v" + id + "), True)\n");
      }
      for (Node node : graph.nodes()) {
        if (node instanceof Node.Weight(int id, Param param) && used.contains(param)) {
          String again = "w" + k + "x" + id;
          names.put(id, again);
          source.append("  " + again + " = " + emitter.expression(node, graph) + "\n");
        }
      }
      inside.forEach(id -> names.put(id, prefix + id));
      for (Node.Operation operation : segment) {
        String expression = emitter.expression(operation, graph);
        source.append(line(prefix, operation, renamed(expression, names)));
      }
      collect(k, ends, endGradients, beginnings, used);
    }

    private void collect(
        int k, List<String> ends, String endGradients, Set<Integer> beginnings, Set<Param> used) {
      List<String> sources = new ArrayList<>();
      List<String> targets = new ArrayList<>();
      List<Boolean> known = new ArrayList<>();
      for (int id : beginnings) {
        sources.add("d" + k + "x" + id);
        targets.add("c" + id);
        known.add(!values.add(id));
      }
      for (Param param : used) {
        int place = trained.indexOf(param);
        sources.add("P[" + place + "]");
        targets.add("g" + place);
        known.add(!weights.add(place));
      }
      if (sources.isEmpty()) {
        return;
      }
      String gradients = "s" + k;
      source
          .append("  " + gradients + " = torch.grad([" + String.join(", ", ends) + "], [")
          .append(String.join(", ", sources) + "], " + endGradients + ", False, False, True)\n")
          .append("  torch.set_grad_enabled(False)\n");
      for (int i = 0; i < sources.size(); i++) {
        source.append(taken(gradients + "x" + i, gradients + "[" + i + "]", sources.get(i)));
        String sum =
            known.get(i)
                ? "torch.add(" + targets.get(i) + ", " + gradients + "x" + i + ")"
                : gradients + "x" + i;
        source.append("  " + targets.get(i) + " = " + sum + "\n");
      }
    }

    /** A gradient by name; where the end does not depend on the beginning it is zero. */
    private String taken(String name, String gradient, String like) {
      return """
        %1$so = %2$s
        if torch.__is__(%1$so, None):
          %1$s = torch.zeros_like(%3$s)
        else:
          %1$s = unchecked_cast(Tensor, %1$so)
      """
          .formatted(name, gradient, like);
    }

    private String gathered() {
      List<String> all = new ArrayList<>();
      for (int place = 0; place < trained.size(); place++) {
        all.add(weights.contains(place) ? "g" + place : "torch.zeros_like(P[" + place + "])");
      }
      return "  gs = annotate(List[Optional[Tensor]], [" + String.join(", ", all) + "])\n";
    }
  }

  private static String renamed(String expression, Map<Integer, String> names) {
    Matcher matcher = VALUE.matcher(expression);
    return matcher.replaceAll(
        found -> names.getOrDefault(Integer.parseInt(found.group(1)), found.group()));
  }
}
