package dev.darkroom.gateway.route.batch;

import dev.darkroom.gateway.batch.BatchDesk;
import dev.darkroom.gateway.batch.BatchStanding;
import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.gateway.request.Preference;
import dev.darkroom.gateway.route.Waiting;
import java.util.function.UnaryOperator;

/**
 * {@code POST /v1/batches/{id}/cancel} and {@code /retry}: the batch as it stands then, or at its
 * end where the client prefers to wait.
 */
final class SteerBatch implements Route {
  private final String operationId;
  private final BatchDesk desk;
  private final UnaryOperator<BatchStanding> deed;
  private final Waiting waiting;

  private SteerBatch(
      String operationId, BatchDesk desk, UnaryOperator<BatchStanding> deed, Waiting waiting) {
    this.operationId = operationId;
    this.desk = desk;
    this.deed = deed;
    this.waiting = waiting;
  }

  static Route cancel(BatchDesk desk, Waiting waiting) {
    return new SteerBatch("cancelBatch", desk, desk::cancel, waiting);
  }

  static Route retry(BatchDesk desk, Waiting waiting) {
    return new SteerBatch("retryBatch", desk, batch -> desk.retry(batch).standing(), waiting);
  }

  @Override
  public String operationId() {
    return operationId;
  }

  @Override
  public Action read(Request request) {
    BatchStanding batch = OneBatch.find(desk, request, request.path("id"));
    Preference preference = waiting.preferred(request);
    return () -> {
      BatchStanding moved = BatchBodies.ended(desk, deed.apply(batch), preference);
      return Waiting.applied(
          Answer.json(BatchBodies.status(moved, preference), BatchBodies.of(moved)), preference);
    };
  }
}
