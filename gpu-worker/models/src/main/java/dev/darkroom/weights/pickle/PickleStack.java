package dev.darkroom.weights.pickle;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The values in hand, the marks among them, and the memo. No pop reaches below the last mark. */
final class PickleStack {
  private final int limit;
  private final long maxMemo;
  private final List<PickleValue> values = new ArrayList<>();
  private final List<Integer> marks = new ArrayList<>();
  private final Map<Long, PickleValue> memo = new HashMap<>();

  PickleStack(PickleLimits limits) {
    this.limit = limits.stack();
    this.maxMemo = limits.opcodes(); // each entry takes one to put
  }

  void push(PickleValue value) {
    requireRoom();
    values.add(value);
  }

  PickleValue pop() {
    PickleValue top = peek();
    values.removeLast();
    return top;
  }

  PickleValue peek() {
    if (values.size() <= floor()) {
      throw PickleException.malformed("the stack is empty");
    }
    return values.getLast();
  }

  void mark() {
    requireRoom();
    marks.add(values.size());
  }

  /** The values above the last mark, which goes with them. */
  List<PickleValue> popToMark() {
    if (marks.isEmpty()) {
      throw PickleException.malformed("no mark is set");
    }
    List<PickleValue> above = values.subList(marks.removeLast(), values.size());
    List<PickleValue> popped = List.copyOf(above);
    above.clear();
    return popped;
  }

  /** Python's POP takes a mark if that is on top. */
  void popValueOrMark() {
    if (!marks.isEmpty() && values.size() == floor()) {
      marks.removeLast();
    } else {
      pop();
    }
  }

  /** The only value left, as a pickle ends. */
  PickleValue popResult() {
    PickleValue result = pop();
    if (!values.isEmpty() || !marks.isEmpty()) {
      throw PickleException.malformed("the pickle ends with more than one value on its stack");
    }
    return result;
  }

  /** Remembers the top value; like Python, a second value may take the place of the first. */
  void memoize(long key) {
    if (key >= maxMemo) {
      throw PickleException.limit(
          "memo entry %d, when keys run from 0 to the number of values".formatted(key));
    }
    memo.put(key, peek());
  }

  void memoizeNext() {
    memoize(memo.size());
  }

  PickleValue recall(long key) {
    PickleValue value = memo.get(key);
    if (value == null) {
      throw PickleException.malformed("memo entry %d was never put".formatted(key));
    }
    return value;
  }

  private int floor() {
    return marks.isEmpty() ? 0 : marks.getLast();
  }

  private void requireRoom() {
    if (values.size() + marks.size() >= limit) {
      throw PickleException.limit("more than %d values on the stack".formatted(limit));
    }
  }
}
