package dev.darkroom.weights.pickle;

import dev.darkroom.weights.pickle.PickleValue.BigInt;
import dev.darkroom.weights.pickle.PickleValue.Bool;
import dev.darkroom.weights.pickle.PickleValue.Bytes;
import dev.darkroom.weights.pickle.PickleValue.Dict;
import dev.darkroom.weights.pickle.PickleValue.External;
import dev.darkroom.weights.pickle.PickleValue.Global;
import dev.darkroom.weights.pickle.PickleValue.Instance;
import dev.darkroom.weights.pickle.PickleValue.Int;
import dev.darkroom.weights.pickle.PickleValue.ListValue;
import dev.darkroom.weights.pickle.PickleValue.None;
import dev.darkroom.weights.pickle.PickleValue.Real;
import dev.darkroom.weights.pickle.PickleValue.SetValue;
import dev.darkroom.weights.pickle.PickleValue.Text;
import dev.darkroom.weights.pickle.PickleValue.Tuple;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Function;

/**
 * Writes a pickle of protocol 2, which every Python reads: plain values, lists, tuples and dicts;
 * calls only where an {@link External} stands for one. Equal values give equal bytes.
 */
public final class PickleWriter {
  /** Deeper values are refused, as a container may hold itself. */
  private static final int MAX_DEPTH = 64;

  private static final int PROTOCOL = 2;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Function<External, PickleValue> explain;

  /** An object that the reader makes by a call. */
  public record Call(Global function, Tuple arguments) implements External {}

  /** A reference to something outside the pickle, as torch's storages are. */
  public record Persistent(PickleValue id) implements External {}

  /**
   * A writer of values some of which only their owner understands.
   *
   * @param explain what stands for them in the pickle
   */
  public PickleWriter(Function<External, PickleValue> explain) {
    this.explain = explain;
  }

  /** The whole pickle of one value. */
  public byte[] pickle(PickleValue value) {
    if (value.depth() > MAX_DEPTH) {
      throw new IllegalArgumentException(
          "a value of %d levels: at most %d are written".formatted(value.depth(), MAX_DEPTH));
    }
    out.reset();
    op(Opcode.PROTO);
    out.write(PROTOCOL);
    write(value);
    op(Opcode.STOP);
    return out.toByteArray();
  }

  private void write(PickleValue value) {
    switch (value) {
      case None _ -> op(Opcode.NONE);
      case Bool(boolean truth) -> op(truth ? Opcode.NEWTRUE : Opcode.NEWFALSE);
      case Int(long number) -> write(number);
      case Real(double number) -> {
        op(Opcode.BINFLOAT);
        out.writeBytes(ByteBuffer.allocate(Double.BYTES).putDouble(number).array());
      }
      case Text(String text) -> write(text);
      case Global global -> {
        op(Opcode.GLOBAL);
        out.writeBytes(
            (global.module() + "\n" + global.name() + "\n").getBytes(StandardCharsets.UTF_8));
      }
      case Tuple tuple -> {
        op(Opcode.MARK);
        tuple.items().forEach(this::write);
        op(Opcode.TUPLE);
      }
      case ListValue list -> {
        op(Opcode.EMPTY_LIST);
        op(Opcode.MARK);
        list.items().forEach(this::write);
        op(Opcode.APPENDS);
      }
      case Dict dict -> write(dict);
      case Call(Global function, Tuple arguments) -> {
        write(function);
        write(arguments);
        op(Opcode.REDUCE);
      }
      case Persistent(PickleValue id) -> {
        write(id);
        op(Opcode.BINPERSID);
      }
      case External external -> write(explain.apply(external));
      case BigInt _, Bytes _, SetValue _, Instance _ ->
          throw new IllegalArgumentException(value + " is not written to a pickle");
    }
  }

  private void write(Dict dict) {
    op(Opcode.EMPTY_DICT);
    op(Opcode.MARK);
    for (Dict.Entry entry : dict.entries()) {
      write(entry.key());
      write(entry.value());
    }
    op(Opcode.SETITEMS);
  }

  private void write(long number) {
    if (number == (int) number) {
      op(Opcode.BININT);
      out.writeBytes(littleEndian(number, Integer.BYTES));
    } else {
      op(Opcode.LONG1);
      out.write(Long.BYTES);
      out.writeBytes(littleEndian(number, Long.BYTES));
    }
  }

  private void write(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    op(Opcode.BINUNICODE);
    out.writeBytes(littleEndian(bytes.length, Integer.BYTES));
    out.writeBytes(bytes);
  }

  private void op(Opcode opcode) {
    out.write(opcode.code());
  }

  private static byte[] littleEndian(long value, int size) {
    byte[] bytes =
        ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
    return Arrays.copyOf(bytes, size);
  }
}
