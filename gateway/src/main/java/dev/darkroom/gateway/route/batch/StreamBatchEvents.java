package dev.darkroom.gateway.route.batch;

import dev.darkroom.gateway.batch.BatchDesk;
import dev.darkroom.gateway.batch.BatchStanding;
import dev.darkroom.gateway.batch.BatchWatch;
import dev.darkroom.gateway.body.Json;
import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.EventSink;
import dev.darkroom.gateway.http.EventSink.Event;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.gateway.sse.JobEvents;
import java.time.Duration;
import java.util.Optional;

/**
 * {@code GET /v1/batches/{id}/events}: how a batch stands, now and whenever that changes. An
 * event's id says what it told, so any gateway knows whether there is more to tell.
 */
final class StreamBatchEvents implements Route {
  private final BatchDesk desk;
  private final Duration heartbeat;

  /**
   * @param heartbeat how long a stream may be silent
   */
  StreamBatchEvents(BatchDesk desk, Duration heartbeat) {
    this.desk = desk;
    this.heartbeat = heartbeat;
  }

  @Override
  public String operationId() {
    return "streamBatchEvents";
  }

  @Override
  public Action read(Request request) {
    BatchStanding batch = OneBatch.find(desk, request, request.path("id"));
    String seen = JobEvents.resumed(request).orElse("");
    return () ->
        batch.end().isPresent() && batch.mark().equals(seen)
            ? Answer.Events.OVER
            : Answer.Events.resumable(sink -> tell(batch, seen, sink));
  }

  private void tell(BatchStanding first, String seen, EventSink sink) throws InterruptedException {
    if (!first.mark().equals(seen)) {
      tell(first, sink);
    }
    BatchStanding last = first;
    try (BatchWatch watch = desk.watch(first)) {
      while (last.end().isEmpty()) {
        Optional<BatchStanding> next = watch.next(heartbeat);
        if (next.isPresent()) {
          last = next.get();
          tell(last, sink);
        } else {
          sink.heartbeat();
        }
      }
    }
  }

  private static void tell(BatchStanding batch, EventSink sink) throws InterruptedException {
    sink.tell(new Event(Optional.of(batch.mark()), "status", Json.text(BatchBodies.of(batch))));
  }
}
