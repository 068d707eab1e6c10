package dev.darkroom.gateway.problem;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Every reason for which the gateway refuses a request. The name in small letters is the stable
 * {@code code} of the body; 400 is a request that cannot be read, 422 one that reads and asks for
 * something that cannot be.
 */
public enum ProblemCode {
  INVALID_JSON(400, "The body is not JSON"),
  INVALID_PARAMETER(400, "A parameter is not valid"),
  UNKNOWN_PARAMETER(400, "There is no such parameter"),
  INVALID_HEADER(400, "A header is not valid"),
  INVALID_REQUEST(400, "The request is not valid"),
  INVALID_API_KEY(401, "The API key is missing or wrong"),
  KEY_EXPIRED(401, "The API key has expired"),
  INVALID_TOKEN(401, "The token is not valid"),
  FORBIDDEN(403, "The key's role does not allow it"),
  INSUFFICIENT_SCOPE(403, "The key's scopes do not allow it"),
  ROUTE_NOT_FOUND(404, "There is no such route"),
  JOB_NOT_FOUND(404, "There is no such job"),
  UPLOAD_NOT_FOUND(404, "There is no such upload"),
  EMBEDDING_NOT_FOUND(404, "There is no such learned word"),
  MODEL_NOT_FOUND(404, "There is no such model"),
  NO_SUCH_POOL(404, "There is no such pool"),
  WORKER_NOT_FOUND(404, "There is no such worker"),
  KEY_NOT_FOUND(404, "There is no such key"),
  TENANT_NOT_FOUND(404, "There is no such tenant"),
  BATCH_NOT_FOUND(404, "There is no such batch"),
  FILE_NOT_FOUND(404, "There is no such file"),
  FINGERPRINT_NOT_FOUND(404, "There are no such dead letters"),
  WEBHOOK_NOT_FOUND(404, "There is no such webhook"),
  DELIVERY_NOT_FOUND(404, "There is no such delivery"),
  OUTPUT_NOT_FOUND(404, "There is no such output"),
  METHOD_NOT_ALLOWED(405, "The route has no such method"),
  IDEMPOTENCY_KEY_IN_USE(409, "A request with this key is being answered"),
  JOB_ALREADY_ENDED(409, "The job has ended"),
  JOB_NOT_ENDED(409, "The job has not ended"),
  BATCH_NOT_ENDED(409, "The batch has not ended"),
  BATCH_SUCCEEDED(409, "Every line of the batch has succeeded"),
  JOB_NOT_PAUSED(409, "The job is not paused"),
  JOB_SUCCEEDED(409, "The job has succeeded"),
  JOB_CANCELING(409, "The job is being canceled"),
  KIND_NOT_PAUSABLE(409, "Jobs of this kind cannot be paused"),
  JOB_CANCELED(409, "The job was canceled"),
  JOB_EXPIRED(409, "The job was not done in time"),
  JOB_NOT_WAITING(409, "The job does not wait"),
  JOB_MOVING(409, "The job is on its way to another partition"),
  POOL_CORDONED(409, "The pool takes no jobs"),
  POOL_DELETING(409, "The pool is being deleted"),
  POOL_EXISTS(409, "There is such a pool"),
  POOL_MODE(409, "The pool is in another mode"),
  TOO_MANY_POOLS(409, "There are too many pools"),
  POOL_KEPT(409, "The pool stays"),
  POOL_ELSEWHERE(409, "The pool stands on another partition"),
  WORKER_GONE(409, "The worker is gone"),
  NAME_TAKEN(409, "The name belongs to something else"),
  TOO_MANY_KEYS(409, "The farm has all the keys it can hold"),
  TOO_MANY_WEBHOOKS(409, "The tenant has all the webhooks that it may have"),
  WEBHOOK_DISABLED(409, "The webhook is disabled"),
  UPLOAD_INCOMPLETE(409, "The file has not been put yet"),
  TOO_MANY_UPLOADS(409, "The tenant has all the uploads open that it may have"),
  REQUEST_TIMEOUT(408, "The request comes too slowly"),
  OUTPUT_EXPIRED(410, "The output is gone"),
  BATCH_RESULTS_EXPIRED(410, "The batch's results are gone"),
  BODY_TOO_LARGE(413, "The body is too large"),
  URI_TOO_LONG(414, "The address is too long"),
  UNSUPPORTED_MEDIA_TYPE(415, "The body has another media type"),
  RANGE_NOT_SATISFIABLE(416, "Nothing of the file is in the range"),
  UNKNOWN_FIELD(422, "There is no such field"),
  MISSING_FIELD(422, "A field is missing"),
  FIELDS_CONFLICT(422, "Two fields exclude each other"),
  WRONG_TYPE(422, "A field has the wrong type"),
  VALUE_OUT_OF_RANGE(422, "A value is out of range"),
  INVALID_TEXT(422, "A text is not valid"),
  TEXT_TOO_LONG(422, "A text is too long"),
  UNKNOWN_KIND(422, "There is no such kind of job"),
  KIND_NOT_ALLOWED(422, "This kind of job is not allowed here"),
  UNKNOWN_MODEL(422, "There is no such model"),
  UNKNOWN_WORD(422, "There is no such learned word"),
  UNKNOWN_LORA(422, "There is no such LoRA"),
  UNKNOWN_PICTURE(422, "There is no such picture"),
  INVALID_NAME(422, "The name is not valid"),
  INVALID_BATCH(422, "Lines of the batch are not valid"),
  INVALID_FILE(422, "The file is not what it should be"),
  UPLOAD_MISMATCH(422, "What was put is not what was announced"),
  UNKNOWN_VALUE(422, "The value is not known"),
  UNKNOWN_SAMPLER(422, "The model has no such sampler"),
  SIZE_NOT_DIVISIBLE(422, "The size does not fit the model"),
  SIZE_OUT_OF_RANGE(422, "The size does not fit the model"),
  STEPS_OUT_OF_RANGE(422, "The number of steps is out of range"),
  POOL_NOT_FOUND(422, "There is no such pool"),
  UNSCHEDULABLE(422, "Nothing can ever run the job"),
  DEADLINE_UNREACHABLE(422, "The job cannot be done in time"),
  INVALID_URL(422, "The address is not one that can be used"),
  ADDRESS_FORBIDDEN(422, "The address may not be reached"),
  ADDRESS_UNKNOWN(422, "The host has no address"),
  IDEMPOTENCY_KEY_REUSED(422, "The key belongs to another request"),
  HEADERS_TOO_LARGE(431, "The headers are too large"),
  QUOTA_QUEUED(429, "The tenant has all the waiting jobs that it may have"),
  KEY_BUDGET_EXHAUSTED(429, "The jobs of this key have had all their worker time"),
  RATE_LIMITED(429, "The rate limit is reached"),
  CONCURRENCY_LIMITED(429, "The tenant has all the requests open that it may have"),
  QUEUE_FULL(429, "The queue is full"),
  TOO_MANY_REQUESTS(429, "The gateway has all the requests it can hold"),
  INTERNAL_ERROR(500, "The gateway made a mistake"),
  JOB_FAILED(500, "The job has failed"),
  STARTING(503, "The gateway is not ready yet"),
  SCHEDULER_SILENT(503, "No scheduler has answered yet"),
  STORAGE_UNAVAILABLE(503, "Something the gateway needs is down"),
  JOB_UNFINISHED(504, "The job goes on");

  private final int status;
  private final String title;

  ProblemCode(int status, String title) {
    this.status = status;
    this.title = title;
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** What kind of problem it is, the same at every occurrence. */
  public String title() {
    return title;
  }

  /** The stable name: {@code size_not_divisible}, …. */
  public String stable() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The problem of this stable name, if it is one. */
  public static Optional<ProblemCode> ofStable(String stable) {
    return Arrays.stream(values()).filter(code -> code.stable().equals(stable)).findFirst();
  }
}
