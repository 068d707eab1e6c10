package dev.darkroom.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Talks to one farm. Every call either answers, or throws {@link FarmRefused} with the farm's own
 * reason or {@link FarmUnreachable}. Thread-safe.
 */
public final class FarmClient implements AutoCloseable {
  private static final Duration CALL = Duration.ofSeconds(30);

  /** For what is checked or streamed whole. */
  private static final Duration LONG_CALL = Duration.ofMinutes(30);

  private static final int MAX_ERROR = 64 << 10;

  private final FarmAddress farm;
  private final HttpClient http;
  private final ObjectMapper mapper = new ObjectMapper();

  public FarmClient(FarmAddress farm) {
    this.farm = farm;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
  }

  /** Queues a job; {@code body} is the flat object of the API. */
  public Job submit(Map<String, ?> body, Optional<String> idempotencyKey) {
    HttpRequest.Builder request = posting("/v1/jobs", body);
    idempotencyKey.ifPresent(key -> request.header("Idempotency-Key", key));
    return new Job(call(request));
  }

  /** What would become of a job; nothing is queued. */
  public JsonNode quote(Map<String, ?> body) {
    return call(posting("/v1/jobs?dry_run=true", body));
  }

  public Job job(String id) {
    return new Job(get("/v1/jobs/" + id));
  }

  public Job cancel(String id) {
    return steer(id, "cancel");
  }

  /**
   * Moves a job.
   *
   * @param verb {@code cancel}, {@code pause}, {@code resume} or {@code retry}
   */
  public Job steer(String id, String verb) {
    return new Job(post("/v1/jobs/" + id + "/" + verb));
  }

  /**
   * Brings a file; what it is is told by its bytes.
   *
   * @param caption what a picture shows
   * @return the upload's id
   */
  public String upload(String name, byte[] bytes, Optional<String> caption) {
    String path =
        "/v1/uploads?name=" + text(name) + caption.map(c -> "&caption=" + text(c)).orElse("");
    HttpRequest.Builder sent =
        to(path)
            .header("Content-Type", "application/octet-stream")
            .POST(HttpRequest.BodyPublishers.ofByteArray(bytes));
    return call(sent).path("id").asText();
  }

  /**
   * Brings a file of JSON lines as a batch; returns the batch.
   *
   * @param idempotencyKey the same file under it is the same batch, however often it comes
   */
  public JsonNode submitBatch(Path file, String idempotencyKey) throws IOException {
    return call(
        to("/v1/batches")
            .timeout(LONG_CALL)
            .header("Content-Type", "application/jsonl")
            .header("Idempotency-Key", idempotencyKey)
            .POST(HttpRequest.BodyPublishers.ofFile(file)));
  }

  /** What a GET of the API answers with, as it comes; the caller closes it. */
  public InputStream stream(String path) throws IOException {
    try {
      HttpResponse<InputStream> response =
          http.send(
              to(path).timeout(LONG_CALL).GET().build(), HttpResponse.BodyHandlers.ofInputStream());
      if (response.statusCode() / 100 != 2) {
        try (InputStream body = response.body()) {
          throw refused(response.statusCode(), body.readNBytes(MAX_ERROR));
        }
      }
      return response.body();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FarmUnreachable("interrupted while waiting for " + farm.url(), e);
    }
  }

  /** Any POST of the API with JSON. */
  public JsonNode post(String path, Map<String, ?> body) {
    return call(posting(path, body));
  }

  /** Any POST of the API without a body. */
  public JsonNode post(String path) {
    return call(to(path).POST(HttpRequest.BodyPublishers.noBody()));
  }

  /** Any PATCH of the API. */
  public JsonNode patch(String path, Map<String, ?> body) {
    return call(sending("PATCH", path, body));
  }

  /** Any PUT of the API with JSON. */
  public JsonNode put(String path, Map<String, ?> body) {
    return call(sending("PUT", path, body));
  }

  /** Any DELETE of the API that answers with what it did. */
  public JsonNode delete(String path) {
    return call(to(path).DELETE());
  }

  /** The bytes that a GET of the API answers with. */
  public byte[] bytes(String path) {
    return send(to(path).GET());
  }

  /** A text as a part of a query or a path. */
  public static String text(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** Any GET of the API, for lists. */
  public JsonNode get(String path) {
    return call(to(path).GET());
  }

  /**
   * What a stream of events brings: its name ({@code status}, {@code progress}, {@code preview}, …)
   * and data.
   */
  public record Event(String name, JsonNode data) {}

  /**
   * Follows a job until it has ended, reconnecting where the stream left off; returns the job at
   * its end.
   *
   * @param onEvent called on this thread for every event, none twice
   */
  public Job watch(String id, Consumer<Event> onEvent) throws InterruptedException {
    String last = "";
    int silent = 0;
    while (true) {
      String before = last;
      last = follow(id, last, onEvent);
      Job job = job(id);
      if (job.ended()) {
        return job;
      }
      silent = last.equals(before) ? silent + 1 : 0;
      if (silent > 60) {
        throw new FarmUnreachable("the event stream of job " + id + " breaks off again and again");
      }
      Thread.sleep(Math.min(2000, 100L << Math.min(silent, 4)));
    }
  }

  /**
   * Fetches a presigned URL into a file and checks its SHA-256; the file appears whole or not at
   * all.
   */
  public void download(Job.Output output, Path to) throws IOException {
    try {
      Path folder = to.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      HttpRequest request = HttpRequest.newBuilder(output.url()).timeout(CALL).GET().build();
      HttpResponse<InputStream> response =
          http.send(request, HttpResponse.BodyHandlers.ofInputStream());
      Path part = to.resolveSibling(to.getFileName() + ".part");
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      try (InputStream in = new DigestInputStream(response.body(), sha)) {
        if (response.statusCode() != 200) {
          throw new FarmRefused(
              response.statusCode(),
              "download_failed",
              "the store answered " + response.statusCode());
        }
        Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
      }
      String hash = "sha256:" + HexFormat.of().formatHex(sha.digest());
      if (!hash.equals(output.hash())) {
        Files.deleteIfExists(part);
        throw new IOException(
            output.name() + " arrived damaged: its digest is " + hash + ", not " + output.hash());
      }
      Files.move(part, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
    http.close();
  }

  /** Reads one connection's events; returns the last id seen. */
  private String follow(String id, String last, Consumer<Event> onEvent)
      throws InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(farm.url() + "/v1/jobs/" + id + "/events"))
            .header("Authorization", "Bearer " + farm.key())
            .header("Accept", "text/event-stream");
    if (!last.isEmpty()) {
      request.header("Last-Event-ID", last);
    }
    String seen = last;
    try {
      HttpResponse<InputStream> response =
          http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      if (response.statusCode() == 204) {
        response.body().close();
        return last; // there is nothing left to tell
      }
      if (response.statusCode() != 200) {
        try (InputStream body = response.body()) {
          throw refused(response.statusCode(), body.readNBytes(MAX_ERROR));
        }
      }
      try (BufferedReader lines =
          new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
        String name = "message";
        StringBuilder data = new StringBuilder();
        for (String line; (line = lines.readLine()) != null; ) {
          if (line.isEmpty()) {
            if (!data.isEmpty()) {
              onEvent.accept(new Event(name, mapper.readTree(data.toString())));
            }
            name = "message";
            data.setLength(0);
          } else if (line.startsWith("event:")) {
            name = line.substring(6).strip();
          } else if (line.startsWith("data:")) {
            data.append(line.substring(5).strip());
          } else if (line.startsWith("id:")) {
            seen = line.substring(3).strip();
          }
        }
      }
    } catch (IOException e) {
      return seen; // the connection broke: watch() looks at the job and comes back
    }
    return seen;
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create(farm.url() + path))
        .timeout(CALL)
        .header("Authorization", "Bearer " + farm.key())
        .header("Accept", "application/json");
  }

  private HttpRequest.Builder posting(String path, Map<String, ?> body) {
    return sending("POST", path, body);
  }

  private HttpRequest.Builder sending(String method, String path, Map<String, ?> body) {
    try {
      return to(path)
          .header("Content-Type", "application/json")
          .method(method, HttpRequest.BodyPublishers.ofByteArray(mapper.writeValueAsBytes(body)));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("this body has no JSON form", e);
    }
  }

  private JsonNode call(HttpRequest.Builder request) {
    try {
      return mapper.readTree(send(request));
    } catch (IOException e) {
      throw new FarmUnreachable("what answers at " + farm.url() + " is no farm", e);
    }
  }

  private byte[] send(HttpRequest.Builder request) {
    try {
      HttpResponse<byte[]> response =
          http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      if (response.statusCode() / 100 != 2) {
        throw refused(response.statusCode(), response.body());
      }
      return response.body();
    } catch (IOException e) {
      throw new FarmUnreachable(
          "the farm at " + farm.url() + " does not answer: is it running ('darkroom up')?", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FarmUnreachable("interrupted while waiting for " + farm.url(), e);
    }
  }

  private FarmRefused refused(int status, byte[] body) {
    try {
      JsonNode problem = mapper.readTree(body);
      String message = problem.path("detail").asText(problem.path("title").asText());
      return new FarmRefused(
          status,
          problem.path("code").asText("http_" + status),
          message.isEmpty() ? "the farm answered " + status : message);
    } catch (IOException e) {
      return new FarmRefused(status, "http_" + status, "the farm answered " + status);
    }
  }
}
