package dev.darkroom.farm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.darkroom.client.FarmAddress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** One connection to a job's events, read as any client of Server-Sent Events would. */
final class EventStream implements AutoCloseable {
  private final HttpClient http;
  private final BufferedReader lines;

  /** An event with its id, and the name of what it tells. */
  record Event(String id, String name, JsonNode data) {
    boolean says(String status) {
      return name.equals("status") && data.path("status").asText().equals(status);
    }
  }

  private EventStream(HttpClient http, InputStream body) {
    this.http = http;
    this.lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
  }

  static EventStream open(FarmAddress farm, String job, Optional<String> after) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(farm.url() + "/v1/jobs/" + job + "/events"))
            .header("Authorization", "Bearer " + farm.key())
            .header("Accept", "text/event-stream");
    after.ifPresent(id -> request.header("Last-Event-ID", id));
    HttpClient http = HttpClient.newHttpClient();
    var response = http.send(request.build(), BodyHandlers.ofInputStream());
    assertThat(response.statusCode()).isEqualTo(200);
    return new EventStream(http, response.body());
  }

  /** Every event up to the first like this. */
  List<Event> upTo(Predicate<Event> last) throws IOException {
    List<Event> events = new ArrayList<>();
    String id = "";
    String name = "message";
    StringBuilder data = new StringBuilder();
    for (String line; (line = lines.readLine()) != null; ) {
      if (line.startsWith("id:")) {
        id = line.substring(3).strip();
      } else if (line.startsWith("event:")) {
        name = line.substring(6).strip();
      } else if (line.startsWith("data:")) {
        data.append(line.substring(5).strip());
      } else if (line.isEmpty() && !data.isEmpty()) {
        Event event = new Event(id, name, new ObjectMapper().readTree(data.toString()));
        events.add(event);
        if (last.test(event)) {
          return events;
        }
        name = "message";
        data.setLength(0);
      }
    }
    throw new AssertionError("the stream ended after " + events);
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
