package dev.darkroom.weights;

import dev.darkroom.weights.WeightsException.Code;
import dev.darkroom.weights.pickle.PickleValue;
import dev.darkroom.weights.pickle.PickleValue.Dict;
import dev.darkroom.weights.pickle.PickleValue.Global;
import dev.darkroom.weights.pickle.PickleValue.Instance;
import dev.darkroom.weights.pickle.PickleValue.Int;
import dev.darkroom.weights.pickle.PickleValue.ListValue;
import dev.darkroom.weights.pickle.PickleValue.Text;
import dev.darkroom.weights.pickle.PickleValue.Tuple;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Walks an object and names its tensors: dict keys and list indices joined by '/'. Goes through
 * dicts with text, number or class keys, lists, tuples and torch's ParameterDict; what other
 * objects hold has no path. Bounded, since a pickle may share its parts without end.
 */
final class TensorPaths {
  private static final int MAX_VISITS = 250_000;
  private static final int MAX_DEPTH = 64;
  private static final int MAX_PATH = 4096;

  /** A value on the way, with the way that led to it. */
  private record Node(PickleValue value, @Nullable Node parent, String step, int depth) {
    Node child(PickleValue child, String childStep) {
      return new Node(child, this, childStep, depth + 1);
    }

    String path() {
      Deque<String> steps = new ArrayDeque<>();
      int length = 0;
      for (Node node = this; node.parent != null; node = node.parent) {
        steps.addFirst(node.step);
        length += node.step.length();
        if (length > MAX_PATH) {
          throw limit("a tensor's path is longer than %d characters".formatted(MAX_PATH));
        }
      }
      return String.join("", steps);
    }
  }

  private TensorPaths() {}

  /** The tensors below {@code root} in the order they come. */
  static Map<String, TorchTensor> below(PickleValue root) {
    Map<String, TorchTensor> found = new LinkedHashMap<>();
    Deque<Node> ahead = new ArrayDeque<>(List.of(new Node(root, null, "", 0)));
    int visits = 0;
    while (!ahead.isEmpty()) {
      Node node = ahead.pop();
      if (node.value() instanceof TorchTensor tensor
          && found.putIfAbsent(node.path(), tensor) != null) {
        throw new WeightsException(
            Code.TENSOR_INVALID, "two tensors have the path '%s'".formatted(node.path()));
      }
      List<Node> children = children(node);
      visits += 1 + children.size();
      if (visits > MAX_VISITS || node.depth() > MAX_DEPTH) {
        throw limit(
            "an object of more than %d parts or %d levels, shared parts counted each time"
                .formatted(MAX_VISITS, MAX_DEPTH));
      }
      children.reversed().forEach(ahead::push);
    }
    return found;
  }

  private static List<Node> children(Node node) {
    return switch (node.value()) {
      case Dict dict -> entries(node, dict);
      case ListValue list -> items(node, list.items());
      case Tuple tuple -> items(node, tuple.items());
      case Instance object when object.type().equals(TorchWorld.PARAMETER_DICT) ->
          parameters(object).map(parameters -> entries(node, parameters)).orElse(List.of());
      default -> List.of();
    };
  }

  private static Optional<Dict> parameters(Instance parameterDict) {
    return parameterDict
        .state()
        .filter(Dict.class::isInstance)
        .flatMap(state -> ((Dict) state).get("_parameters"))
        .filter(Dict.class::isInstance)
        .map(Dict.class::cast);
  }

  private static List<Node> entries(Node node, Dict dict) {
    List<Node> children = new ArrayList<>();
    String separator = node.parent() == null ? "" : "/";
    for (Dict.Entry entry : dict.entries()) {
      if (leadsOn(entry.value())) {
        key(entry.key()).ifPresent(key -> children.add(node.child(entry.value(), separator + key)));
      }
    }
    return children;
  }

  private static List<Node> items(Node node, List<PickleValue> items) {
    List<Node> children = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      if (leadsOn(items.get(i))) {
        children.add(node.child(items.get(i), "/" + i));
      }
    }
    return children;
  }

  private static boolean leadsOn(PickleValue value) {
    return value.depth() > 0 || value instanceof TorchTensor;
  }

  private static Optional<String> key(PickleValue key) {
    return switch (key) {
      case Text(String text) -> Optional.of(text);
      case Int(long number) -> Optional.of(Long.toString(number));
      case Global global -> Optional.of(global.toString());
      default -> Optional.empty();
    };
  }

  private static WeightsException limit(String message) {
    return new WeightsException(Code.LIMIT_EXCEEDED, message);
  }
}
