package dev.darkroom.training;

/** A learning rate over the steps of a training. */
public interface RateSchedule {
  /** The rate of step {@code step}, counted from 0. */
  double rate(long step);

  /** Steps in all. */
  long total();
}
