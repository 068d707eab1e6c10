package dev.darkroom.scheduler.sim;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A bug that is built in on purpose: the simulation is worth nothing unless it finds each. */
public enum Plant {
  /** The scheduler as it is. */
  NONE,
  /** A success counts whatever its epoch. */
  SKIP_EPOCH_CHECK,
  /** Heartbeats are acknowledged and renew nothing. */
  DROP_RENEWALS,
  /** The job of a worker that is gone stays where it is. */
  SKIP_REQUEUE,
  /** A scheduler that was replaced may still commit. */
  SKIP_FENCE,
  /** Leases expire though reports stand unread in the log. */
  EXPIRE_UNREAD,
  /** A repeated submit queues its job anew. */
  ACCEPT_AGAIN,
  /** What a decision changes is told and not written down. */
  FORGET_A_RECORD;

  /** The bugs, without {@link #NONE}. */
  public static List<Plant> bugs() {
    return Arrays.stream(values()).filter(plant -> plant != NONE).toList();
  }

  /** Its name on the command line. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
