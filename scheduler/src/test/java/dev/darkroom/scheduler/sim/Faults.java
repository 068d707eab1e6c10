package dev.darkroom.scheduler.sim;

import java.util.SplittableRandom;

/**
 * What goes wrong in a run, and how often: chances out of one a message, and mean milliseconds
 * between two of a kind (0 is never). Each seed draws its own, most of them none, so that faults
 * meet in every combination.
 *
 * @param skewMillis how far the schedulers' clocks are apart
 * @param drift by how much a worker's clock runs fast or slow, as a share
 */
record Faults(
    double reportLost,
    double reportDoubled,
    int reportLate,
    double commandLost,
    double commandDoubled,
    int commandLate,
    double assignmentLost,
    double assignmentDoubled,
    int assignmentLate,
    int freezeEvery,
    int killEvery,
    int drainEvery,
    int failoverEvery,
    int schedulerPauseEvery,
    long skewMillis,
    double drift) {

  static final Faults NONE = new Faults(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  static Faults drawn(SplittableRandom random) {
    return new Faults(
        chance(random, 0.2),
        chance(random, 0.3),
        bound(random, 4_000),
        chance(random, 0.3),
        chance(random, 0.3),
        bound(random, 3_000),
        chance(random, 0.2),
        chance(random, 0.3),
        bound(random, 1_500),
        bound(random, 20_000),
        bound(random, 20_000),
        bound(random, 20_000),
        bound(random, 15_000),
        bound(random, 8_000),
        bound(random, 10_000),
        chance(random, 0.02));
  }

  private static double chance(SplittableRandom random, double most) {
    return random.nextBoolean() ? 0 : random.nextDouble(most);
  }

  private static int bound(SplittableRandom random, int most) {
    return random.nextBoolean() ? 0 : random.nextInt(most / 10, most);
  }
}
