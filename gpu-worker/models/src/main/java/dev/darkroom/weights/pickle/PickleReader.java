package dev.darkroom.weights.pickle;

import dev.darkroom.weights.pickle.PickleValue.BigInt;
import dev.darkroom.weights.pickle.PickleValue.Bool;
import dev.darkroom.weights.pickle.PickleValue.Bytes;
import dev.darkroom.weights.pickle.PickleValue.Dict;
import dev.darkroom.weights.pickle.PickleValue.Global;
import dev.darkroom.weights.pickle.PickleValue.Instance;
import dev.darkroom.weights.pickle.PickleValue.Int;
import dev.darkroom.weights.pickle.PickleValue.ListValue;
import dev.darkroom.weights.pickle.PickleValue.None;
import dev.darkroom.weights.pickle.PickleValue.Real;
import dev.darkroom.weights.pickle.PickleValue.SetValue;
import dev.darkroom.weights.pickle.PickleValue.Text;
import dev.darkroom.weights.pickle.PickleValue.Tuple;
import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Interprets pickles of protocols 2 to 5, one after another from the same memory. Iterative
 * throughout, bounded by {@link PickleLimits}; a global exists only if the {@link PickleWorld} says
 * so.
 */
public final class PickleReader {
  private final MemorySegment bytes;
  private final PickleWorld world;
  private final PickleLimits limits;
  private long position;

  public PickleReader(MemorySegment bytes, PickleWorld world, PickleLimits limits) {
    this.bytes = bytes;
    this.world = world;
    this.limits = limits;
  }

  /** Where the next pickle begins, in bytes. */
  public long position() {
    return position;
  }

  /**
   * Reads the pickle at {@link #position} and moves behind it.
   *
   * @throws PickleException if it breaks the format, names what its world does not allow, or goes
   *     beyond a limit
   */
  public PickleValue next() {
    Run run = new Run(new PickleInput(bytes, position, limits), new PickleStack(limits));
    PickleValue result = run.toTheEnd();
    position = run.input.position();
    return result;
  }

  /** One pickle from PROTO to STOP. */
  private final class Run {
    private final PickleInput input;
    private final PickleStack stack;
    private @Nullable PickleValue result;

    Run(PickleInput input, PickleStack stack) {
      this.input = input;
      this.stack = stack;
    }

    PickleValue toTheEnd() {
      if (input.remaining() == 0 || input.u8() != 0x80) {
        throw PickleException.malformed("no pickle of protocols 2 to 5 begins at byte " + position);
      }
      requireProtocol(input.u8());
      PickleValue end = null;
      for (long count = 1; end == null; count++) {
        if (count > limits.opcodes()) {
          throw PickleException.limit("more than %d instructions".formatted(limits.opcodes()));
        }
        step();
        end = result;
      }
      return end;
    }

    private void step() {
      long at = input.position();
      if (input.remaining() == 0) {
        throw PickleException.malformed("the pickle ends at byte %d without STOP".formatted(at));
      }
      try {
        execute(Opcode.of(input.u8()));
      } catch (PickleException e) {
        throw e.in("pickle, byte " + at);
      }
    }

    private void execute(Opcode opcode) {
      switch (opcode) {
        case PROTO -> requireProtocol(input.u8());
        case FRAME -> input.length64();
        case STOP -> result = stack.popResult();
        case MARK -> stack.mark();
        case POP -> stack.popValueOrMark();
        case POP_MARK -> stack.popToMark();
        case DUP -> stack.push(stack.peek());
        case NONE -> stack.push(new None());
        case NEWTRUE -> stack.push(new Bool(true));
        case NEWFALSE -> stack.push(new Bool(false));
        case BININT -> stack.push(new Int(input.i32()));
        case BININT1 -> stack.push(new Int(input.u8()));
        case BININT2 -> stack.push(new Int(input.u16()));
        case LONG1 -> stack.push(integer(input.integer(input.u8())));
        case LONG4 -> stack.push(integer(input.integer(input.i32())));
        case BINFLOAT -> stack.push(new Real(input.bigEndianDouble()));
        case SHORT_BINSTRING, SHORT_BINUNICODE -> stack.push(new Text(input.text(input.u8())));
        case BINSTRING, BINUNICODE -> stack.push(new Text(input.text(input.u32())));
        case BINUNICODE8 -> stack.push(new Text(input.text(input.length64())));
        case SHORT_BINBYTES -> stack.push(new Bytes(input.slice(input.u8())));
        case BINBYTES -> stack.push(new Bytes(input.slice(input.u32())));
        case BINBYTES8, BYTEARRAY8 -> stack.push(new Bytes(input.slice(input.length64())));
        case EMPTY_LIST -> stack.push(new ListValue());
        case APPEND -> append(Collections.singletonList(stack.pop()));
        case APPENDS, ADDITEMS -> append(stack.popToMark());
        case EMPTY_TUPLE -> stack.push(new Tuple(List.of()));
        case TUPLE -> pushNested(new Tuple(stack.popToMark()));
        case TUPLE1 -> pushTuple(1);
        case TUPLE2 -> pushTuple(2);
        case TUPLE3 -> pushTuple(3);
        case EMPTY_DICT -> stack.push(new Dict());
        case SETITEM -> setItems(popped(2));
        case SETITEMS -> setItems(stack.popToMark());
        case EMPTY_SET -> stack.push(new SetValue(List.of()));
        case FROZENSET -> pushNested(new SetValue(stack.popToMark()));
        case BINGET -> stack.push(stack.recall(input.u8()));
        case LONG_BINGET -> stack.push(stack.recall(input.u32()));
        case BINPUT -> stack.memoize(input.u8());
        case LONG_BINPUT -> stack.memoize(input.u32());
        case MEMOIZE -> stack.memoizeNext();
        case GLOBAL -> stack.push(world.global(new Global(input.line(), input.line())));
        case STACK_GLOBAL -> stack.push(stackGlobal());
        case REDUCE -> reduce();
        case NEWOBJ -> newObject();
        case NEWOBJ_EX -> newObjectWithKeywords();
        case BUILD -> build(stack.pop());
        case BINPERSID -> stack.push(world.persistent(stack.pop()));
        case INT, LONG, FLOAT, STRING, UNICODE, LIST, DICT, GET, PUT, PERSID, INST, OBJ ->
            throw PickleException.forbidden(
                "%s belongs to protocols 0 and 1, read are 2 to 5".formatted(opcode));
        case EXT1, EXT2, EXT4, NEXT_BUFFER, READONLY_BUFFER ->
            throw PickleException.forbidden("%s needs things outside the file".formatted(opcode));
      }
    }

    private void requireProtocol(int protocol) {
      if (protocol < 2 || protocol > 5) {
        throw PickleException.malformed("protocol %d: 2 to 5 are read".formatted(protocol));
      }
    }

    private static PickleValue integer(BigInteger value) {
      return value.bitLength() < Long.SIZE ? new Int(value.longValue()) : new BigInt(value);
    }

    private List<PickleValue> popped(int count) {
      PickleValue[] values = new PickleValue[count];
      for (int i = count - 1; i >= 0; i--) {
        values[i] = stack.pop();
      }
      return List.of(values);
    }

    private void pushTuple(int count) {
      pushNested(new Tuple(popped(count)));
    }

    private void pushNested(PickleValue container) {
      requireDepth(container);
      stack.push(container);
    }

    private void append(List<PickleValue> items) {
      PickleValue target = stack.peek();
      for (PickleValue item : items) {
        switch (target) {
          case ListValue list -> list.add(item);
          case SetValue set -> set.add(item);
          case Instance object -> object.add(item);
          default -> throw PickleException.malformed("nothing can be added to " + target);
        }
      }
      requireDepth(target);
    }

    private void setItems(List<PickleValue> keysAndValues) {
      PickleValue target = stack.peek();
      if (keysAndValues.size() % 2 != 0) {
        throw PickleException.malformed("a key without a value");
      }
      for (int i = 0; i < keysAndValues.size(); i += 2) {
        PickleValue key = keysAndValues.get(i);
        PickleValue value = keysAndValues.get(i + 1);
        switch (target) {
          case Dict dict -> dict.put(key, value);
          case Instance object -> object.put(key, value);
          default -> throw PickleException.malformed("no entry can be set in " + target);
        }
      }
      requireDepth(target);
    }

    private PickleValue stackGlobal() {
      PickleValue name = stack.pop();
      PickleValue module = stack.pop();
      if (module instanceof Text(String moduleName) && name instanceof Text(String globalName)) {
        return world.global(new Global(moduleName, globalName));
      }
      throw PickleException.malformed(
          "a global is named by two texts, not by " + module + " and " + name);
    }

    private void reduce() {
      Tuple arguments = tuple(stack.pop());
      pushNested(world.call(global(stack.pop()), arguments));
    }

    private void newObject() {
      Tuple arguments = tuple(stack.pop());
      pushNested(world.create(global(stack.pop()), arguments));
    }

    private void newObjectWithKeywords() {
      if (!(stack.pop() instanceof Dict keywords) || !keywords.entries().isEmpty()) {
        throw PickleException.forbidden("an object made with keyword arguments");
      }
      newObject();
    }

    private void build(PickleValue state) {
      PickleValue target = stack.peek();
      switch (target) {
        case Dict dict -> dict.build(state);
        case Instance object -> object.build(state);
        default -> throw PickleException.malformed("no state can be set on " + target);
      }
      requireDepth(target);
    }

    private static Global global(PickleValue value) {
      if (value instanceof Global global) {
        return global;
      }
      throw PickleException.forbidden("only a named global can be called, not " + value);
    }

    private static Tuple tuple(PickleValue value) {
      if (value instanceof Tuple tuple) {
        return tuple;
      }
      throw PickleException.malformed("the arguments of a call must be a tuple, not " + value);
    }

    private void requireDepth(PickleValue value) {
      if (value.depth() > limits.depth()) {
        throw PickleException.limit("containers more than %d deep".formatted(limits.depth()));
      }
    }
  }
}
