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
  DROP_RENEWAL,
  /** The job of a worker that is gone stays where it is. */
  SKIP_REQUEUE,
  /** Leases expire though reports stand unread in the log. */
  EXPIRE_UNREAD,
  /** A repeated submit queues its job anew. */
  ACCEPT_AGAIN,
  /** A worker that is done stays busy. */
  LEAK_SLOT,
  /** A run goes on from the checkpoint that was accepted first. */
  RESUME_STALE_CHECKPOINT,
  /** A worker reports a success before its manifest is stored. */
  COMMIT_WITHOUT_MANIFEST,

  /** A scheduler that was replaced may still commit. */
  SKIP_FENCE,
  /** What a decision changes is told and not written down. */
  FORGET_A_RECORD,
  /** A scheduler that stood by takes over with what it knows, and reads nothing more. */
  STALE_STANDBY,
  /** A partition hands a job over and keeps it. */
  FORGET_TO_LEAVE,
  /** A partition lets a job go and hands it to nobody. */
  HAND_TO_NOBODY,
  /** A partition takes a job in that it has had before. */
  TAKE_IN_AGAIN,
  /** A scheduler that takes over reads what its predecessor wrote and did not commit. */
  READ_UNCOMMITTED,
  /** A scheduler that takes over tells again what was committed last. */
  DOUBLE_REPLAY,
  /** A scheduler that takes over does not let leases begin anew, and gives their jobs to others. */
  DOUBLE_GRANT,
  /** A scheduler that takes over does not know what tenants have had. */
  FORGET_USAGE,

  /** All tenants weigh the same. */
  IGNORE_WEIGHTS,
  /** One tenant's jobs wait for as long as anybody else's do. */
  STARVE_TENANT,
  /** Tenants run as many jobs as there are workers. */
  EXCEED_QUOTA,
  /** Tenants have all the worker time that they want. */
  EXCEED_BUDGET,
  /** A run that is over counts as one that runs. */
  FORGET_QUOTA_RELEASE,
  /** Jobs run on after their deadlines, and wait. */
  SKIP_DEADLINE,
  /** A generation is asked to give way. */
  PREEMPT_GENERATION,

  /** A job that asks for a label runs anywhere. */
  IGNORE_LABEL,
  /** A model is loaded where it has no room. */
  IGNORE_MEMORY,
  /** A worker that is locked is given jobs. */
  GRANT_LOCKED_WORKER,
  /** A worker is given a model that keeps failing on it. */
  IGNORE_BREAKER,
  /** A batch has more members than its worker takes. */
  OVERFILL_BATCH,
  /** Where one member of a batch is canceled, another is forgotten. */
  DROP_BATCH_MEMBER,
  /** Where one member of a batch is canceled, its worker stops all. */
  CANCEL_WHOLE_BATCH;

  /** The bugs, without {@link #NONE}. */
  public static List<Plant> bugs() {
    return Arrays.stream(values()).filter(plant -> plant != NONE).toList();
  }

  /** Its name on the command line. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
