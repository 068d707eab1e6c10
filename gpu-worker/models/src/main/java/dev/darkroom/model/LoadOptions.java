package dev.darkroom.model;

import dev.darkroom.weights.DType;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where and how a model runs.
 *
 * @param device {@code cpu} or {@code cuda:N}
 * @param dtype that the model computes in; empty for the family's own choice on that device
 * @param channelsLast whether pictures lie in memory pixel by pixel, which suits convolutions in
 *     half precision
 * @param threads of one native operation; results depend on it in the last bits
 */
public record LoadOptions(String device, Optional<DType> dtype, boolean channelsLast, int threads) {
  private static final Pattern DEVICE = Pattern.compile("cpu|cuda:\\d{1,2}");

  public LoadOptions {
    if (!DEVICE.matcher(device).matches()) {
      throw new IllegalArgumentException("device '" + device + "' is not known: use cpu or cuda:N");
    }
    if (threads < 1) {
      throw new IllegalArgumentException("threads " + threads + " is below 1");
    }
  }

  /** The CPU, one thread, the family's own dtype: the reproducible choice. */
  public static LoadOptions cpu() {
    return new LoadOptions("cpu", Optional.empty(), false, 1);
  }
}
