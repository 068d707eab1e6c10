package dev.darkroom.nn;

import dev.darkroom.nn.Trace.Exit;
import dev.darkroom.nn.Trace.Input;
import dev.darkroom.nn.Trace.Kind;
import dev.darkroom.nn.Trace.Output;
import dev.darkroom.nn.libtorch.NativeTensor;
import dev.darkroom.nn.libtorch.Reply;
import dev.darkroom.nn.libtorch.Script.HostResult;
import dev.darkroom.nn.libtorch.Value;
import dev.darkroom.weights.DType;
import dev.darkroom.weights.HostTensor;
import dev.darkroom.weights.Shape;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One call of a traced function: give every input by name, then {@link #run}. */
public final class Call {
  /** What carries a call out. */
  @FunctionalInterface
  interface Runner {
    Reply run(List<Value> arguments, List<HostResult> results);
  }

  private final String name;
  private final List<Input> inputs;
  private final List<Output> outputs;
  private final RunConfig config;
  private final Runner runner;
  private final List<String> extraNumbers;
  private final Map<String, Value> given = new HashMap<>();

  /**
   * @param extraNumbers names of F32 scalars that the runner returns after the graph's outputs
   */
  Call(
      String name,
      List<Input> inputs,
      List<Output> outputs,
      RunConfig config,
      Runner runner,
      List<String> extraNumbers) {
    this.name = name;
    this.inputs = inputs;
    this.outputs = outputs;
    this.config = config;
    this.runner = runner;
    this.extraNumbers = extraNumbers;
  }

  /** Floats in rows, of the input's traced shape; read when the call runs. */
  public Call in(String input, float[] values) {
    Shape shape = declared(input).shape();
    requireNumel(input, shape, values.length);
    return in(input, new HostTensor(DType.F32, shape, MemorySegment.ofArray(values)));
  }

  /** Integers in rows, of the input's traced shape; read when the call runs. */
  public Call in(String input, long[] values) {
    Shape shape = declared(input).shape();
    requireNumel(input, shape, values.length);
    return in(input, new HostTensor(DType.I64, shape, MemorySegment.ofArray(values)));
  }

  public Call in(String input, HostTensor tensor) {
    Input declared = declared(input);
    boolean floating = declared.kind() != Kind.LONGS;
    if (!tensor.shape().equals(declared.shape()) || tensor.dtype().isFloating() != floating) {
      throw new ShapeException(
          "%s: input '%s' is %s, the graph takes %s of shape %s"
              .formatted(name, input, tensor, floating ? "floats" : "integers", declared.shape()));
    }
    return give(
        input, new Value.Host(tensor.dtype() == DType.BF16 ? tensor.cast(DType.F32) : tensor));
  }

  /** A number, for an input declared by {@link Trace#scalar}. */
  public Call in(String input, double number) {
    if (declared(input).kind() != Kind.SCALAR) {
      throw new ShapeException(
          name
              + ": input '"
              + input
              + "' is a number, the graph takes a tensor of shape "
              + declared(input).shape());
    }
    return give(input, new Value.Scalar(number));
  }

  /** A result that an earlier call kept on the device. */
  public Call in(String input, Resident resident) {
    Input declared = declared(input);
    if (!resident.shape().equals(declared.shape()) || declared.kind() == Kind.SCALAR) {
      throw new ShapeException(
          "%s: input '%s' has shape %s, the graph takes %s"
              .formatted(name, input, resident.shape(), declared.shape()));
    }
    return give(input, resident.tensor());
  }

  /**
   * Runs the call.
   *
   * @throws IllegalStateException if an input was not given
   */
  public Outputs run() {
    List<Value> arguments = new ArrayList<>();
    for (Input input : inputs) {
      Value value = given.get(input.name());
      if (value == null) {
        throw new IllegalStateException(name + ": input '" + input.name() + "' was not given");
      }
      arguments.add(value);
    }
    DType floats = config.hostFloats();
    List<HostResult> results = new ArrayList<>();
    for (Output output : outputs) {
      switch (output.exit()) {
        case HOST_FLOATS -> results.add(new HostResult(floats, output.value().shape()));
        case HOST_LONGS -> results.add(new HostResult(DType.I64, output.value().shape()));
        case RESIDENT -> {}
      }
    }
    for (String _ : extraNumbers) {
      results.add(new HostResult(DType.F32, Shape.of()));
    }
    return named(runner.run(arguments, results));
  }

  private Outputs named(Reply reply) {
    Map<String, HostTensor> host = new HashMap<>();
    Map<String, Resident> resident = new HashMap<>();
    for (Output output : outputs) {
      if (output.exit() == Exit.RESIDENT) {
        NativeTensor tensor = reply.resident().get(resident.size());
        resident.put(output.name(), new Resident(tensor, output.value().shape()));
      } else {
        host.put(output.name(), reply.host().get(host.size()));
      }
    }
    for (String extra : extraNumbers) {
      host.put(extra, reply.host().get(host.size()));
    }
    return new Outputs(host, resident);
  }

  private Input declared(String name) {
    for (Input input : inputs) {
      if (input.name().equals(name)) {
        return input;
      }
    }
    throw new IllegalArgumentException(
        this.name
            + " has no input '"
            + name
            + "', only "
            + inputs.stream().map(Input::name).toList());
  }

  private Call give(String input, Value value) {
    if (given.put(input, value) != null) {
      throw new IllegalArgumentException(name + ": input '" + input + "' was given twice");
    }
    return this;
  }

  private void requireNumel(String input, Shape shape, int length) {
    if (shape.numel() != length) {
      throw new ShapeException(
          "%s: input '%s' has %d elements, the graph takes %d of shape %s"
              .formatted(name, input, length, shape.numel(), shape));
    }
  }
}
