package dev.darkroom.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Makes requests of calls, and JSON of answers: what the calls of every area stand on. */
final class Wire implements AutoCloseable {
  private static final Duration CALL = Duration.ofSeconds(30);

  /** For what is checked or streamed whole. */
  static final Duration LONG_CALL = Duration.ofMinutes(30);

  private final FarmAddress farm;
  private final Transport transport;
  private final ObjectMapper mapper = new ObjectMapper();

  Wire(FarmAddress farm, Transport transport) {
    this.farm = farm;
    this.transport = transport;
  }

  /** A text as a part of a query or a path. */
  static String text(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create(farm.url() + path))
        .timeout(CALL)
        .header("Authorization", "Bearer " + farm.key())
        .header("Accept", "application/json");
  }

  HttpRequest.Builder sending(String method, String path, Map<String, ?> body) {
    try {
      return to(path)
          .header("Content-Type", "application/json")
          .method(method, HttpRequest.BodyPublishers.ofByteArray(mapper.writeValueAsBytes(body)));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("this body has no JSON form", e);
    }
  }

  JsonNode call(HttpRequest.Builder request) {
    try {
      return mapper.readTree(send(request));
    } catch (IOException e) {
      throw new FarmUnreachable("what answers at " + farm.url() + " is no farm", e);
    }
  }

  byte[] send(HttpRequest.Builder request) {
    HttpRequest built = request.build();
    try (InputStream body = transport.send(built).body()) {
      return body.readAllBytes();
    } catch (IOException e) {
      throw new FarmUnreachable("the farm at " + farm.url() + " broke off its answer", e);
    }
  }

  /** What a GET answers with, as it comes; the caller closes it. */
  InputStream stream(String path) {
    return transport.send(to(path).timeout(LONG_CALL).GET().build()).body();
  }

  /** One line of JSON. */
  JsonNode read(String line) throws IOException {
    return mapper.readTree(line);
  }

  /**
   * Opens a stream of events, in one try; it has no time limit.
   *
   * @param last the id that it goes on after; empty for none
   * @return empty where nothing is left to tell, or not now
   * @throws FarmRefused where the farm says no
   */
  Optional<EventReader> events(String path, String last) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(farm.url() + path))
            .header("Authorization", "Bearer " + farm.key())
            .header("Accept", "text/event-stream");
    if (!last.isEmpty()) {
      request.header("Last-Event-ID", last);
    }
    HttpResponse<InputStream> answer = transport.once(request.build());
    if (answer.statusCode() == 200) {
      return Optional.of(new EventReader(answer.body(), last));
    }
    FarmRefused refused = transport.refused(answer);
    if (answer.statusCode() == 204 || Transport.putOff(answer.statusCode(), true)) {
      return Optional.empty();
    }
    throw refused;
  }

  @Override
  public void close() {
    transport.close();
  }
}
