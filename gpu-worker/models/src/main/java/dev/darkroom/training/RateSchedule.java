package dev.darkroom.training;

/** A learning rate over the steps of a training. */
public interface RateSchedule {
  /** The rate of step {@code step}, counted from 0. */
  double rate(long step);

  /** Steps in all. */
  long total();

  /** This schedule, then another from its own first step on. */
  default RateSchedule then(RateSchedule next) {
    RateSchedule first = this;
    return new RateSchedule() {
      @Override
      public double rate(long step) {
        return step < first.total() ? first.rate(step) : next.rate(step - first.total());
      }

      @Override
      public long total() {
        return first.total() + next.total();
      }
    };
  }
}
