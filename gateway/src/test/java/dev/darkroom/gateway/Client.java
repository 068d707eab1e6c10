package dev.darkroom.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.darkroom.job.id.JobId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** A plain HTTP client of one gateway. */
record Client(URI base, Optional<String> key) {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What came back; {@code json} is missing where the body is none. */
  record Answer(int status, HttpHeaders headers, String text, JsonNode json) {
    String code() {
      return json.path("code").asText();
    }

    String param() {
      return json.path("param").asText();
    }

    String detail() {
      return json.path("detail").asText();
    }

    String header(String name) {
      return headers.firstValue(name).orElse("");
    }

    JobId id() {
      return JobId.parse(json.path("id").asText());
    }
  }

  static Client of(GatewayService gateway, Optional<String> key) {
    return new Client(gateway.url(), key);
  }

  Answer get(String path, String... headers) {
    return send("GET", path, Optional.empty(), headers);
  }

  /** Posts JSON. */
  Answer post(String path, String body, String... headers) {
    return json("POST", path, body, headers);
  }

  Answer patch(String path, String body) {
    return json("PATCH", path, body);
  }

  Answer delete(String path) {
    return send("DELETE", path, Optional.empty());
  }

  private Answer json(String method, String path, String body, String... headers) {
    String[] all = new String[headers.length + 2];
    System.arraycopy(headers, 0, all, 2, headers.length);
    all[0] = "Content-Type";
    all[1] = "application/json";
    return send(method, path, Optional.of(body.getBytes(StandardCharsets.UTF_8)), all);
  }

  Answer submit(String body, String... headers) {
    return post("/v1/jobs", body, headers);
  }

  Answer send(String method, String path, Optional<byte[]> body, String... headers) {
    return send(
        method,
        path,
        body.map(BodyPublishers::ofByteArray).orElse(BodyPublishers.noBody()),
        headers);
  }

  Answer send(String method, String path, BodyPublisher body, String... headers) {
    try {
      HttpResponse<String> response =
          HTTP.send(request(method, path, body, headers).build(), BodyHandlers.ofString());
      return new Answer(
          response.statusCode(), response.headers(), response.body(), json(response.body()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Opens a job's event stream. */
  Events events(JobId job, String... headers) {
    return events("/v1/jobs/" + job + "/events", headers);
  }

  /** Opens an event stream. */
  Events events(String path, String... headers) {
    return Events.open(HTTP, request("GET", path, BodyPublishers.noBody(), headers).build());
  }

  /** Opens a WebSocket. */
  Messages messages(String path) {
    return Messages.open(
        HTTP, URI.create(base.resolve(path).toString().replaceFirst("http", "ws")), key);
  }

  private HttpRequest.Builder request(
      String method, String path, BodyPublisher body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(path))
            .timeout(Duration.ofSeconds(10))
            .method(method, body);
    key.ifPresent(k -> request.header("Authorization", "Bearer " + k));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return request;
  }

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      return JSON.missingNode();
    }
  }
}
