package dev.darkroom.weights.pickle;

import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a pickle holds. Containers compare by identity, may be shared and may contain themselves:
 * whoever walks them bounds the walk.
 */
public sealed interface PickleValue {
  /** How many containers lie inside each other from here on; counted when an element was added. */
  default int depth() {
    return 0;
  }

  /** Python's None. */
  record None() implements PickleValue {}

  record Bool(boolean value) implements PickleValue {}

  /** A whole number of at most 64 bits. */
  record Int(long value) implements PickleValue {}

  /** A whole number beyond 64 bits. */
  record BigInt(BigInteger value) implements PickleValue {}

  record Real(double value) implements PickleValue {}

  record Text(String value) implements PickleValue {
    @Override
    public String toString() {
      return "text '" + printable(value) + "'";
    }
  }

  /** Raw bytes, aliasing the pickle's own memory where they were written plainly. */
  record Bytes(MemorySegment data) implements PickleValue {}

  /** The name of a class or function: a name only. */
  record Global(String module, String name) implements PickleValue {
    @Override
    public String toString() {
      return printable(module) + "." + printable(name);
    }
  }

  /** A value that a {@link PickleWorld} made, as a tensor. */
  non-sealed interface External extends PickleValue {}

  /** An immutable sequence. */
  final class Tuple implements PickleValue {
    private final List<PickleValue> items;
    private final int depth;

    public Tuple(List<PickleValue> items) {
      this.items = List.copyOf(items);
      this.depth = depthAround(this.items);
    }

    public List<PickleValue> items() {
      return items;
    }

    @Override
    public int depth() {
      return depth;
    }

    @Override
    public String toString() {
      return "tuple of " + items.size();
    }
  }

  /** A Python list. */
  final class ListValue implements PickleValue {
    private final List<PickleValue> items = new ArrayList<>(0);
    private int depth = 1;

    void add(PickleValue item) {
      items.add(item);
      depth = Math.max(depth, 1 + item.depth());
    }

    public List<PickleValue> items() {
      return Collections.unmodifiableList(items);
    }

    @Override
    public int depth() {
      return depth;
    }

    @Override
    public String toString() {
      return "list of " + items.size();
    }
  }

  /** A set or frozenset; equal elements are not merged. */
  final class SetValue implements PickleValue {
    private final List<PickleValue> items = new ArrayList<>(0);
    private int depth = 1;

    public SetValue(List<PickleValue> items) {
      items.forEach(this::add);
    }

    void add(PickleValue item) {
      Dict.requireHashable(item);
      items.add(item);
      depth = Math.max(depth, 1 + item.depth());
    }

    public List<PickleValue> items() {
      return Collections.unmodifiableList(items);
    }

    @Override
    public int depth() {
      return depth;
    }

    @Override
    public String toString() {
      return "set of " + items.size();
    }
  }

  /**
   * A dict in the order of insertion. Text and integer keys are unique, the last value wins; keys
   * of other kinds are kept as they come, so that nothing here ever hashes a structure that a
   * pickle made.
   */
  final class Dict implements PickleValue {
    /** A key and its value. */
    public record Entry(PickleValue key, PickleValue value) {}

    private final List<Entry> entries = new ArrayList<>(0);
    private final Map<Object, Integer> index = HashMap.newHashMap(0);
    private @Nullable PickleValue state;
    private int depth = 1;

    public Dict() {}

    /** A dict of pairs, as {@code OrderedDict([[key, value], …])}. */
    public Dict(List<Entry> entries) {
      entries.forEach(entry -> put(entry.key(), entry.value()));
    }

    void put(PickleValue key, PickleValue value) {
      requireHashable(key);
      depth = Math.max(depth, 1 + Math.max(key.depth(), value.depth()));
      Entry entry = new Entry(key, value);
      Integer at = indexed(key) ? index.putIfAbsent(indexKey(key), entries.size()) : null;
      if (at == null) {
        entries.add(entry);
      } else {
        entries.set(at, entry);
      }
    }

    /** The value of a text key. */
    public Optional<PickleValue> get(String key) {
      return Optional.ofNullable(index.get(key)).map(at -> entries.get(at).value());
    }

    public List<Entry> entries() {
      return Collections.unmodifiableList(entries);
    }

    /** Attributes set on the dict object itself, as torch's {@code _metadata}. */
    public Optional<PickleValue> state() {
      return Optional.ofNullable(state);
    }

    void build(PickleValue newState) {
      state = newState;
      depth = Math.max(depth, 1 + newState.depth());
    }

    @Override
    public int depth() {
      return depth;
    }

    @Override
    public String toString() {
      return "dict of " + entries.size();
    }

    private static boolean indexed(PickleValue key) {
      return key instanceof Text || key instanceof Int;
    }

    private static Object indexKey(PickleValue key) {
      return key instanceof Text text ? text.value() : key;
    }

    static void requireHashable(PickleValue key) {
      if (key instanceof ListValue || key instanceof Dict || key instanceof SetValue) {
        throw PickleException.malformed("a " + key + " cannot be a key");
      }
    }
  }

  /**
   * An object or a call's result that stays inert: what was named, with what arguments, and what
   * was put into it.
   */
  final class Instance implements PickleValue {
    private final Global type;
    private final Tuple arguments;
    private final ListValue items = new ListValue();
    private final Dict entries = new Dict();
    private @Nullable PickleValue state;
    private int depth;

    public Instance(Global type, Tuple arguments) {
      this.type = type;
      this.arguments = arguments;
      this.depth = 1 + arguments.depth();
    }

    /** The class, or the function that was to be called. */
    public Global type() {
      return type;
    }

    public Tuple arguments() {
      return arguments;
    }

    /** What BUILD was to set, normally a dict of attributes. */
    public Optional<PickleValue> state() {
      return Optional.ofNullable(state);
    }

    /** Elements appended, if the class is a list. */
    public List<PickleValue> items() {
      return items.items();
    }

    /** Entries set, if the class is a dict. */
    public Dict entries() {
      return entries;
    }

    void add(PickleValue item) {
      items.add(item);
      depth = Math.max(depth, items.depth());
    }

    void put(PickleValue key, PickleValue value) {
      entries.put(key, value);
      depth = Math.max(depth, entries.depth());
    }

    void build(PickleValue newState) {
      state = newState;
      depth = Math.max(depth, 1 + newState.depth());
    }

    @Override
    public int depth() {
      return depth;
    }

    @Override
    public String toString() {
      return "object of " + type;
    }
  }

  /** Short enough for a message and without control characters. */
  private static String printable(String text) {
    String head = text.length() > 80 ? text.substring(0, 80) + "…" : text;
    return head.replaceAll("\\p{Cntrl}", "?");
  }

  private static int depthAround(List<PickleValue> items) {
    int deepest = 0;
    for (PickleValue item : items) {
      deepest = Math.max(deepest, item.depth());
    }
    return 1 + deepest;
  }
}
