package dev.darkroom.house;

import dev.darkroom.training.RateSchedule;

/**
 * A learning rate: up in a straight line, flat, then down along half a cosine.
 *
 * @param peak the highest rate
 * @param warmup steps on the way up
 * @param hold the step at which the way down begins
 * @param total steps in all
 * @param floor what is left at the end, as a share of the peak
 */
public record Schedule(double peak, long warmup, long hold, long total, double floor)
    implements RateSchedule {
  public Schedule {
    if (!(peak > 0) || warmup < 0 || hold < warmup || total < hold || !(floor >= 0 && floor <= 1)) {
      throw new IllegalArgumentException(
          "peak > 0, 0 <= warmup <= hold <= total and a floor within [0, 1] are needed, not "
              + peak
              + ", "
              + warmup
              + ", "
              + hold
              + ", "
              + total
              + ", "
              + floor);
    }
  }

  @Override
  public double rate(long step) {
    if (step < warmup) {
      return peak * (step + 1) / warmup;
    }
    if (step < hold) {
      return peak;
    }
    double done = Math.min(1, (step - hold + 1.0) / Math.max(1, total - hold));
    return peak * (floor + (1 - floor) * 0.5 * (1 + Math.cos(Math.PI * done)));
  }
}
