package dev.darkroom.gateway.route;

import dev.darkroom.gateway.batch.BatchDesk;
import dev.darkroom.gateway.batch.BatchStanding;
import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.gateway.problem.Problem;
import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.job.BatchId;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** {@code GET /v1/batches/{id}} and {@code POST /v1/batches/{id}/cancel} and {@code /retry}. */
final class OneBatch implements Route {
  private final String operationId;
  private final int status;
  private final BatchDesk desk;
  private final UnaryOperator<BatchStanding> deed;

  private OneBatch(
      String operationId, int status, BatchDesk desk, UnaryOperator<BatchStanding> deed) {
    this.operationId = operationId;
    this.status = status;
    this.desk = desk;
    this.deed = deed;
  }

  static Route get(BatchDesk desk) {
    return new OneBatch("getBatch", 200, desk, UnaryOperator.identity());
  }

  static Route cancel(BatchDesk desk) {
    return new OneBatch("cancelBatch", 202, desk, desk::cancel);
  }

  static Route retry(BatchDesk desk) {
    return new OneBatch("retryBatch", 202, desk, batch -> desk.retry(batch).standing());
  }

  @Override
  public String operationId() {
    return operationId;
  }

  @Override
  public Action read(Request request) {
    BatchStanding batch = find(desk, request, request.path("id"));
    return () -> Answer.json(status, BatchBodies.of(deed.apply(batch)));
  }

  /**
   * The batch of this id, for its own tenant only.
   *
   * @throws dev.darkroom.gateway.problem.ProblemException BATCH_NOT_FOUND
   */
  static BatchStanding find(BatchDesk desk, Request request, String id) {
    return Optional.of(id)
        .filter(BatchId::valid)
        .flatMap(valid -> desk.find(request.subject(), BatchId.of(valid)))
        .orElseThrow(() ->
            Problem.of(
                    ProblemCode.BATCH_NOT_FOUND,
                    "id",
                    "there is no batch '%s': GET /v1/batches lists those there are"
                        .formatted(Jobs.clip(id)))
                .exception());
  }
}
