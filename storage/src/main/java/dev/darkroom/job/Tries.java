package dev.darkroom.job;

/**
 * What counts towards the dead letter.
 *
 * @param failures runs that failed by their own fault; preemption, drain and failover count nothing
 * @param workerDeaths workers that vanished while they ran the job
 */
public record Tries(int failures, int workerDeaths) {
  public static final Tries NONE = new Tries(0, 0);

  public Tries failed() {
    return new Tries(failures + 1, workerDeaths);
  }

  public Tries workerDied() {
    return new Tries(failures, workerDeaths + 1);
  }
}
