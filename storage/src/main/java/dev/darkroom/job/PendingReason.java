package dev.darkroom.job;

/**
 * Why a waiting job is not running.
 *
 * @param code stable, for machines
 * @param message the same for people, with the numbers
 */
public record PendingReason(Code code, String message) {
  public enum Code {
    /** No worker of the pool is connected. */
    NO_WORKERS,
    /** Every worker of the pool is busy. */
    WORKERS_BUSY,
    /** Workers are connected, and none of them may run this kind or model. */
    NO_SUITABLE_WORKER,
    /** A failed run is waited out before the next. */
    BACKING_OFF,
    /** The scheduler has not caught up with its log yet. */
    RECOVERING
  }
}
