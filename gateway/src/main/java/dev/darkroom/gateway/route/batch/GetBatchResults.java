package dev.darkroom.gateway.route.batch;

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
import dev.darkroom.gateway.request.Fields;
import dev.darkroom.storage.batch.ResultSegments;
import dev.darkroom.storage.batch.ResultSegments.Place;
import dev.darkroom.storage.batch.ResultSegments.Placed;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * {@code GET /v1/batches/{id}/results}: what has come of its lines up to now as JSON lines; with
 * {@code after} what came after that one, and nothing before its segment is read for it.
 */
final class GetBatchResults implements Route {
  /** What goes to the client at once: each piece waits for a turn of the event loop. */
  private static final int PIECE_CHARS = 32 << 10;

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
    ResultSegments results = desk.results(batch);
    Optional<Place> place = after.map(text -> place(results, text));
    return () ->
        new Answer.Stream(
            200, Map.of("Content-Type", "application/jsonl"), sink -> write(results, place, sink));
  }

  /** A cursor says where to go on; the id of a line is looked for. */
  private static Place place(ResultSegments results, String after) {
    Optional<Place> cursor = Place.parse(after);
    Optional<Place> found =
        cursor.isPresent()
            ? cursor.filter(place -> place.segment() < results.count())
            : results.find(after);
    return found.orElseThrow(() ->
        Problem.of(
                ProblemCode.INVALID_PARAMETER,
                "after",
                "after '%s' is no result of this batch: use the cursor of the last line you have"
                    .formatted(Fields.clip(after)))
            .exception());
  }

  private void write(ResultSegments results, Optional<Place> after, Sink sink)
      throws InterruptedException {
    StringBuilder piece = new StringBuilder();
    try (Stream<Placed> rest = results.after(after)) {
      for (Iterator<Placed> each = rest.iterator(); each.hasNext(); ) {
        piece.append(Json.text(BatchBodies.of(each.next(), bodies))).append('\n');
        if (piece.length() >= PIECE_CHARS) {
          sink.write(piece.toString());
          piece.setLength(0);
        }
      }
    }
    if (!piece.isEmpty()) {
      sink.write(piece.toString());
    }
  }
}
