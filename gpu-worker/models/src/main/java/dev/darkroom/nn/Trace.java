package dev.darkroom.nn;

import dev.darkroom.weights.DType;
import dev.darkroom.weights.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The recorder behind {@link Graph#trace}: inputs come from it, operations on {@link Sym}s are
 * written down in it, and outputs are named to it.
 */
public final class Trace {
  /** More operations than any network here has; a loop that never ends stops at it. */
  private static final int MAX_NODES = 200_000;

  /** The longest constant that may stand in a script. */
  private static final int MAX_CONSTANT = 65_536;

  /** What an argument of a graph is. */
  enum Kind {
    /** Floats, cast to the run's dtype on entry. */
    RUN_FLOATS,
    /** Floats that stay F32, as time steps do. */
    EXACT_FLOATS,
    /** Integers. */
    LONGS,
    /** One number. */
    SCALAR
  }

  record Input(String name, Kind kind, Shape shape) {}

  /** How a result leaves the graph. */
  enum Exit {
    HOST_FLOATS,
    HOST_LONGS,
    RESIDENT
  }

  record Output(String name, Exit exit, Sym value) {}

  /** One line of the script, in order. */
  sealed interface Node {
    int id();

    record Argument(int id, Input input) implements Node {}

    record Weight(int id, Param param) implements Node {}

    record Operation(int id, String source, List<Integer> operands) implements Node {}
  }

  private final Set<String> taps;
  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, Input> inputs = new LinkedHashMap<>();
  private final Map<String, Output> outputs = new LinkedHashMap<>();
  private final Map<Param, Sym> weights = new HashMap<>();
  private final Map<String, Sym> returned = new LinkedHashMap<>();

  Trace(Set<String> taps) {
    this.taps = taps;
  }

  /** A tensor of floats, in the run's dtype. */
  public Sym input(String name, long... shape) {
    return argument(new Input(name, Kind.RUN_FLOATS, Shape.of(shape)));
  }

  /** A tensor of floats that stays F32 whatever the run's dtype, as time steps need. */
  public Sym exactInput(String name, long... shape) {
    return argument(new Input(name, Kind.EXACT_FLOATS, Shape.of(shape)));
  }

  /** A tensor of integers: token ids, classes, indices. */
  public Sym ids(String name, long... shape) {
    return argument(new Input(name, Kind.LONGS, Shape.of(shape)));
  }

  /**
   * One number given anew at every call, such as a guidance scale. Its shape is [], it broadcasts
   * with anything and never changes the other operand's dtype.
   */
  public Sym scalar(String name) {
    return argument(new Input(name, Kind.SCALAR, Shape.of()));
  }

  /** A declared weight as a value; the same value however often it is used. */
  public Sym use(Param param) {
    Sym known = weights.get(param);
    if (known != null) {
      return known;
    }
    int id = nextId();
    nodes.add(new Node.Weight(id, param));
    Sym sym = new Sym(this, id, param.shape(), param.name());
    weights.put(param, sym);
    return sym;
  }

  /** 0, 1, … n - 1 as F32. */
  public Sym arange(long n) {
    return op("arange", Shape.of(n), n, keyword("dtype", DType.F32), onDevice());
  }

  /** A tensor of one number, in the run's dtype. */
  public Sym full(double value, long... shape) {
    Shape target = Shape.of(shape);
    return op("full", target, target, value, inRunDtype(), onDevice());
  }

  /** A small F32 constant, written into the script. */
  public Sym constant(float[] values, long... shape) {
    if (values.length > MAX_CONSTANT) {
      throw new IllegalArgumentException(
          values.length + " numbers are too many for a constant: make it an input");
    }
    List<Object> numbers = new ArrayList<>();
    for (float value : values) {
      numbers.add(value);
    }
    Shape flat = Shape.of(values.length);
    return op("tensor", flat, numbers, keyword("dtype", DType.F32), onDevice()).reshape(shape);
  }

  /**
   * Any operation of ATen by its name, for what {@link Sym} and {@link F} lack. The caller vouches
   * for the shape; arguments follow the operation's schema in order.
   *
   * @param shape of the result
   * @param arguments values, numbers, flags, texts, shapes, dtypes, lists of these, null for none,
   *     or {@link #keyword}
   */
  public Sym op(String name, Shape shape, @Nullable Object... arguments) {
    return record("torch." + name + "(" + joined(arguments) + ")", shape, arguments);
  }

  /** As {@link #op}, for an operation with several results of which only the first is wanted. */
  public Sym opFirst(String name, Shape shape, @Nullable Object... arguments) {
    return opResult(0, name, shape, arguments);
  }

  /** As {@link #op}, for an operation with several results of which only one is wanted. */
  public Sym opResult(int index, String name, Shape shape, @Nullable Object... arguments) {
    String call = "(torch." + name + "(" + joined(arguments) + "))";
    return record(call + "[" + index + "]", shape, arguments);
  }

  /** A keyword argument for {@link #op}. */
  public static Object keyword(String name, Object value) {
    return new Literal.Keyword(name, value);
  }

  /**
   * The gradients of the scalar {@code y} with respect to {@code xs}, as values that can be
   * differentiated again. Each of {@code xs} must be a trained weight or come from {@link #leaf}.
   */
  public List<Sym> gradients(Sym y, List<Sym> xs) {
    if (y.rank() != 0) {
      throw new ShapeException(y.where() + ": gradients of " + y.shape() + ": a scalar is needed");
    }
    String call = "torch.grad([" + y.name() + "], " + Literal.of(xs) + ", None, True, True, False)";
    Sym list = record(call, Shape.of(), y, xs); // a list of tensors, not one: it goes no further
    List<Sym> gradients = new ArrayList<>();
    for (int i = 0; i < xs.size(); i++) {
      String element = "unchecked_cast(Tensor, " + list.name() + "[" + i + "])";
      gradients.add(record(element, xs.get(i).shape(), list));
    }
    return gradients;
  }

  /** The same value as a leaf of its own, for {@link #gradients} with respect to it. */
  public Sym leaf(Sym x) {
    return op("requires_grad_", x.shape(), x.detach(), true);
  }

  /** A result that the caller reads as floats. */
  public void output(String name, Sym value) {
    add(new Output(name, Exit.HOST_FLOATS, value));
  }

  /** A result that the caller reads as integers. */
  public void outputLongs(String name, Sym value) {
    add(new Output(name, Exit.HOST_LONGS, value));
  }

  /** A result that stays on the device, to be passed into later calls. */
  public void keep(String name, Sym value) {
    add(new Output(name, Exit.RESIDENT, value));
  }

  Sym returned(String path, Sym value) {
    Sym named = value.returnedBy(path);
    returned.put(path, named);
    return named;
  }

  /** Names every tapped module's result an output. */
  void tapAll() {
    for (String path : taps) {
      Sym value = returned.get(path);
      if (value == null) {
        throw new IllegalArgumentException(
            "no module returned a value as '"
                + path
                + "' in this trace; these did: "
                + returned.keySet());
      }
      output(path, value);
    }
  }

  List<Node> nodes() {
    return nodes;
  }

  List<Input> inputs() {
    return List.copyOf(inputs.values());
  }

  List<Output> outputs() {
    return List.copyOf(outputs.values());
  }

  private Sym argument(Input input) {
    if (inputs.putIfAbsent(input.name(), input) != null) {
      throw new IllegalArgumentException("input '" + input.name() + "' is declared twice");
    }
    int id = nextId();
    nodes.add(new Node.Argument(id, input));
    return new Sym(this, id, input.shape(), "input " + input.name());
  }

  private Sym record(String source, Shape shape, @Nullable Object... arguments) {
    List<Sym> operands = Literal.symsIn(arguments);
    for (Sym operand : operands) {
      if (operand.trace() != this) {
        throw new IllegalArgumentException(
            operand + " from " + operand.where() + " belongs to another trace");
      }
    }
    int id = nextId();
    nodes.add(new Node.Operation(id, source, operands.stream().map(Sym::id).toList()));
    return new Sym(
        this, id, shape, operands.isEmpty() ? "a constant" : operands.getFirst().where());
  }

  private void add(Output output) {
    if (outputs.putIfAbsent(output.name(), output) != null) {
      throw new IllegalArgumentException("output '" + output.name() + "' is named twice");
    }
  }

  private int nextId() {
    if (nodes.size() >= MAX_NODES) {
      throw new IllegalStateException("a trace may hold " + MAX_NODES + " operations at most");
    }
    return nodes.size();
  }

  private static String joined(@Nullable Object... arguments) {
    List<String> parts = new ArrayList<>();
    for (Object argument : arguments) {
      parts.add(Literal.of(argument));
    }
    return String.join(", ", parts);
  }

  private static Object inRunDtype() {
    return keyword("dtype", new Literal.Raw(Literal.RUN_DTYPE));
  }

  private static Object onDevice() {
    return keyword("device", new Literal.Raw(Literal.RUN_DEVICE));
  }
}
