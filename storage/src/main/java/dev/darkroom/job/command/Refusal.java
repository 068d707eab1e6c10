package dev.darkroom.job.command;

import java.util.Optional;

/**
 * Why a command was not accepted. The code is stable; the message says what was wrong and what
 * would be right.
 */
public record Refusal(String code, String message, Optional<String> param) {
  public static final String JOB_NOT_FOUND = "job_not_found";
  public static final String POOL_NOT_FOUND = "pool_not_found";
  public static final String IDEMPOTENCY_MISMATCH = "idempotency_key_reused";
  public static final String QUEUE_FULL = "queue_full";
  public static final String QUOTA_QUEUED = "quota_queued";
  public static final String KEY_BUDGET_EXHAUSTED = "key_budget_exhausted";
  public static final String TOO_MANY_KEYS = "too_many_keys";
  public static final String KEY_EXISTS = "key_exists";
  public static final String KEY_NOT_FOUND = "key_not_found";
  public static final String JOB_NOT_ENDED = "job_not_ended";
  public static final String JOB_NOT_PAUSED = "job_not_paused";
  public static final String JOB_SUCCEEDED = "job_succeeded";
  public static final String JOB_CANCELING = "job_canceling";
  public static final String KIND_NOT_PAUSABLE = "kind_not_pausable";
  public static final String DEADLINE_PASSED = "deadline_passed";
  public static final String OUTPUT_NOT_FOUND = "output_not_found";
  public static final String JOB_ENDED = "job_already_ended";

  public static final String JOB_NOT_WAITING = "job_not_waiting";
  public static final String JOB_MOVING = "job_moving";
  public static final String UNSCHEDULABLE = "unschedulable";
  public static final String POOL_CORDONED = "pool_cordoned";
  public static final String POOL_DELETING = "pool_deleting";
  public static final String POOL_EXISTS = "pool_exists";
  public static final String POOL_MODE = "pool_mode";
  public static final String POOL_ELSEWHERE = "pool_elsewhere";
  public static final String TOO_MANY_POOLS = "too_many_pools";
  public static final String POOL_KEPT = "pool_kept";
  public static final String WORKER_NOT_FOUND = "worker_not_found";
  public static final String WORKER_GONE = "worker_gone";

  public static final String DEADLINE_UNREACHABLE = "deadline_unreachable";

  public static Refusal of(String code, String message) {
    return new Refusal(code, message, Optional.empty());
  }
}
