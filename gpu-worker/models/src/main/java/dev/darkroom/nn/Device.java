package dev.darkroom.nn;

import java.util.OptionalInt;
import java.util.regex.Pattern;

/** Where a program runs: the processor, or one GPU. */
public record Device(OptionalInt cudaIndex) {
  public static final Device CPU = new Device(OptionalInt.empty());

  private static final Pattern CUDA = Pattern.compile("cuda:(\\d{1,3})");

  /** The GPU of that index. */
  public static Device cuda(int index) {
    if (index < 0) {
      throw new IllegalArgumentException("cuda index " + index + " is negative: count from 0");
    }
    return new Device(OptionalInt.of(index));
  }

  /**
   * Reads {@code cpu} or {@code cuda:N}.
   *
   * @throws IllegalArgumentException if it is neither
   */
  public static Device parse(String text) {
    if (text.equals("cpu")) {
      return CPU;
    }
    var matcher = CUDA.matcher(text);
    if (matcher.matches()) {
      return cuda(Integer.parseInt(matcher.group(1)));
    }
    throw new IllegalArgumentException("device '" + text + "' is unknown: use cpu or cuda:N");
  }

  /** {@code cpu} or {@code cuda:N}. */
  @Override
  public String toString() {
    return cudaIndex.isPresent() ? "cuda:" + cudaIndex.getAsInt() : "cpu";
  }
}
