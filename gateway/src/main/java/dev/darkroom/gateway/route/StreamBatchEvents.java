package dev.darkroom.gateway.route;

import dev.darkroom.gateway.batch.BatchDesk;
import dev.darkroom.gateway.batch.BatchStanding;
import dev.darkroom.gateway.body.Json;
import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.gateway.http.Sink;
import dev.darkroom.gateway.sse.JobEvents;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * {@code GET /v1/batches/{id}/events}: how a batch stands, now and whenever that changes. An
 * event's id says what it told, so any gateway knows whether there is more to tell.
 */
final class StreamBatchEvents implements Route {
  /** At most twice a second. */
  private static final Duration LOOK = Duration.ofMillis(500);

  private static final int LOOKS_A_HEARTBEAT = 30;

  private static final Map<String, String> HEADERS =
      Map.of("Content-Type", "text/event-stream", "X-Accel-Buffering", "no");

  private final BatchDesk desk;

  StreamBatchEvents(BatchDesk desk) {
    this.desk = desk;
  }

  @Override
  public String operationId() {
    return "streamBatchEvents";
  }

  @Override
  public Action read(Request request) {
    BatchStanding batch = OneBatch.find(desk, request, request.path("id"));
    Optional<String> seen =
        request.header(JobEvents.LAST_EVENT_ID).stream().findFirst().map(String::strip);
    return () ->
        batch.end().isPresent() && seen.filter(idOf(batch)::equals).isPresent()
            ? Answer.noContent()
            : new Answer.Stream(200, HEADERS, sink -> write(batch, seen.orElse(""), sink));
  }

  private void write(BatchStanding first, String seen, Sink sink) throws InterruptedException {
    String told = seen;
    BatchStanding batch = first;
    for (int looks = 1; ; looks++) {
      String id = idOf(batch);
      if (!id.equals(told)) {
        sink.write(
            "id: %s\nevent: status\ndata: %s\n\n".formatted(id, Json.text(BatchBodies.of(batch))));
        told = id;
      } else if (looks % LOOKS_A_HEARTBEAT == 0) {
        sink.write(":\n\n");
      }
      if (batch.end().isPresent()) {
        return;
      }
      Thread.sleep(LOOK);
      batch = desk.standing(batch.batch());
    }
  }

  private static String idOf(BatchStanding batch) {
    return "%s.%d.%d"
        .formatted(
            batch.status().name().toLowerCase(Locale.ROOT), batch.succeeded(), batch.failed());
  }
}
