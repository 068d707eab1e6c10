package dev.darkroom.gateway.route;

import dev.darkroom.gateway.batch.BatchDesk;
import dev.darkroom.gateway.batch.BatchStanding;
import dev.darkroom.gateway.body.JobBodies;
import dev.darkroom.gateway.body.Json;
import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.gateway.http.Sink;
import dev.darkroom.gateway.problem.Problem;
import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.storage.batch.BatchResult;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * {@code GET /v1/batches/{id}/results}: what has come of its lines up to now as JSON lines; with
 * {@code after} what came after that one.
 */
final class GetBatchResults implements Route {
  private final BatchDesk desk;
  private final JobBodies bodies;

  GetBatchResults(BatchDesk desk, JobBodies bodies) {
    this.desk = desk;
    this.bodies = bodies;
  }

  @Override
  public String operationId() {
    return "getBatchResults";
  }

  @Override
  public Action read(Request request) {
    BatchStanding batch = OneBatch.find(desk, request, request.path("id"));
    Optional<String> after = request.query().text("after");
    after.ifPresent(id -> refuseUnknown(batch, id));
    return () ->
        new Answer.Stream(
            200, Map.of("Content-Type", "application/jsonl"), sink -> write(batch, after, sink));
  }

  private void refuseUnknown(BatchStanding batch, String id) {
    try (Stream<BatchResult> results = desk.results(batch.batch())) {
      if (results.noneMatch(result -> result.job().toString().equals(id))) {
        throw Problem.of(
                ProblemCode.INVALID_PARAMETER,
                "after",
                "after '%s' is no result of this batch: use the id of the last line you have"
                    .formatted(Jobs.clip(id)))
            .exception();
      }
    }
  }

  private void write(BatchStanding batch, Optional<String> after, Sink sink)
      throws InterruptedException {
    try (Stream<BatchResult> results = desk.results(batch.batch())) {
      boolean begun = after.isEmpty();
      for (Iterator<BatchResult> rest = results.iterator(); rest.hasNext(); ) {
        BatchResult result = rest.next();
        if (begun) {
          sink.write(Json.text(BatchBodies.of(result, bodies)) + "\n");
        } else {
          begun = result.job().toString().equals(after.get());
        }
      }
    }
  }
}
