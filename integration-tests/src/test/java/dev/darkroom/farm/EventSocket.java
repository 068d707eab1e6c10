package dev.darkroom.farm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.darkroom.client.FarmAddress;
import dev.darkroom.farm.EventStream.Event;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The same as {@link EventStream} over a WebSocket. */
final class EventSocket implements AutoCloseable {
  private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private final WebSocket socket;

  private EventSocket(FarmAddress farm, URI uri) {
    socket =
        http.newWebSocketBuilder()
            .header("Authorization", "Bearer " + farm.key())
            .buildAsync(uri, new Reader())
            .orTimeout(Farmyard.PATIENCE.toSeconds(), TimeUnit.SECONDS)
            .join();
  }

  static EventSocket open(FarmAddress farm, String job, Optional<String> after) {
    String query = after.map(id -> "?last_event_id=" + id).orElse("");
    String http = farm.url() + "/v1/jobs/" + job + "/events" + query;
    return new EventSocket(farm, URI.create(http.replaceFirst("http", "ws")));
  }

  /** Puts messages together. */
  private final class Reader implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        messages.add(text.toString());
        text.setLength(0);
      }
      from.request(1);
      return null;
    }
  }

  /** Every event up to the first like this. */
  List<Event> upTo(Predicate<Event> last) throws Exception {
    List<Event> events = new ArrayList<>();
    do {
      @Nullable String message = messages.poll(Farmyard.PATIENCE.toSeconds(), TimeUnit.SECONDS);
      if (message == null) {
        throw new AssertionError("the socket is silent after " + events);
      }
      JsonNode json = new ObjectMapper().readTree(message);
      events.add(
          new Event(json.path("id").asText(), json.path("event").asText(), json.path("data")));
    } while (!last.test(events.getLast()));
    return events;
  }

  @Override
  public void close() {
    socket.abort();
    http.shutdownNow();
  }
}
