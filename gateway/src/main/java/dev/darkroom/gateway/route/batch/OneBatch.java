package dev.darkroom.gateway.route.batch;

import dev.darkroom.gateway.batch.BatchDesk;
import dev.darkroom.gateway.batch.BatchStanding;
import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.gateway.problem.Problem;
import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.gateway.request.Fields;
import dev.darkroom.job.id.BatchId;
import java.util.Optional;

/** {@code GET /v1/batches/{id}}. */
final class OneBatch implements Route {
  private final BatchDesk desk;

  OneBatch(BatchDesk desk) {
    this.desk = desk;
  }

  @Override
  public String operationId() {
    return "getBatch";
  }

  @Override
  public Action read(Request request) {
    BatchStanding batch = find(desk, request, request.path("id"));
    return () -> Answer.ok(BatchBodies.of(batch));
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
                        .formatted(Fields.clip(id)))
                .exception());
  }
}
