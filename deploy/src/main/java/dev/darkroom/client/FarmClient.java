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
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Talks to one farm. Every call either answers or throws a {@link FarmException}: {@link
 * FarmRefused} with the farm's own reason, {@link FarmUnreachable}, or {@link DownloadDamaged}.
 * What can be tried again without harm is, as {@link Retries} says. Thread-safe.
 */
public final class FarmClient implements AutoCloseable {
  private static final Duration CALL = Duration.ofSeconds(30);

  /** For what is checked or streamed whole. */
  private static final Duration LONG_CALL = Duration.ofMinutes(30);

  /** Connections in a row that told nothing new, until a stream counts as broken. */
  private static final int MAX_SILENT = 60;

  private final FarmAddress farm;
  private final Transport transport;
  private final Fetcher fetcher;
  private final ObjectMapper mapper = new ObjectMapper();

  /** One that tries again for a few seconds. */
  public FarmClient(FarmAddress farm) {
    this(farm, Retries.BRIEF);
  }

  public FarmClient(FarmAddress farm, Retries retries) {
    this.farm = farm;
    this.transport = new Transport(retries);
    this.fetcher = new Fetcher(transport);
  }

  /**
   * Queues a job; {@code body} is the flat object of the API.
   *
   * @param idempotencyKey the same body under it is the same job, however often it comes; left out,
   *     this call has one of its own
   */
  public Job submit(Map<String, ?> body, Optional<String> idempotencyKey) {
    return new Job(
        call(
            sending("POST", "/v1/jobs", body)
                .header("Idempotency-Key", idempotencyKey.orElseGet(FarmClient::freshKey))));
  }

  /** What would become of a job; nothing is queued. */
  public JsonNode quote(Map<String, ?> body) {
    return post("/v1/jobs?dry_run=true", body);
  }

  public Job job(String id) {
    return new Job(get("/v1/jobs/" + text(id)));
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
    return new Job(post("/v1/jobs/" + text(id) + "/" + verb));
  }

  /**
   * Brings a file; what it is is told by its bytes.
   *
   * @param caption what a picture shows
   * @return the upload's id
   */
  public String upload(String name, byte[] bytes, Optional<String> caption) {
    return upload(name, HttpRequest.BodyPublishers.ofByteArray(bytes), caption);
  }

  /**
   * The same, of a file on this machine.
   *
   * @param progress told of the bytes of each piece that goes
   */
  public String upload(Path file, Optional<String> caption, LongConsumer progress)
      throws IOException {
    return upload(String.valueOf(file.getFileName()), SentFile.of(file, progress), caption);
  }

  /**
   * Keeps a file under a purpose, as OpenAI's clients do; for batches of OpenAI's lines.
   *
   * @param purpose {@code batch}, {@code fine-tune}, {@code vision} or {@code user_data}
   * @param progress told of the bytes of each piece that goes
   * @return the file as the farm shows it
   */
  public JsonNode sendFile(Path file, String purpose, LongConsumer progress) throws IOException {
    String boundary = "darkroom-" + freshKey();
    String name = String.valueOf(file.getFileName()).replaceAll("[\"\r\n]", "_");
    String head =
        "--%s\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\n%s\r\n--%s\r\n"
            .formatted(boundary, purpose, boundary);
    String part =
        "Content-Disposition: form-data; name=\"file\"; filename=\"%s\"\r\n".formatted(name)
            + "Content-Type: application/octet-stream\r\n\r\n";
    return call(
        to("/v1/files")
            .timeout(LONG_CALL)
            .header("Content-Type", "multipart/form-data; boundary=" + boundary)
            .POST(
                HttpRequest.BodyPublishers.concat(
                    HttpRequest.BodyPublishers.ofString(head + part),
                    SentFile.of(file, progress),
                    HttpRequest.BodyPublishers.ofString("\r\n--" + boundary + "--\r\n"))));
  }

  private String upload(String name, HttpRequest.BodyPublisher body, Optional<String> caption) {
    String path =
        "/v1/uploads?name=" + text(name) + caption.map(c -> "&caption=" + text(c)).orElse("");
    return call(to(path)
            .timeout(LONG_CALL)
            .header("Content-Type", "application/octet-stream")
            .POST(body))
        .path("id")
        .asText();
  }

  /**
   * Brings a file of JSON lines as a batch.
   *
   * @param idempotencyKey the same file under it is the same batch, however often it comes
   * @param progress told of the bytes of each piece that goes
   */
  public Batch submitBatch(Path file, String idempotencyKey, LongConsumer progress)
      throws IOException {
    return Batch.of(bringBatch(file, idempotencyKey, "", progress));
  }

  /**
   * Brings a file of JSON lines, to be queued or only checked.
   *
   * @param query of the request, with its question mark, or empty
   * @return the batch, or what the check found
   */
  public JsonNode bringBatch(Path file, String idempotencyKey, String query, LongConsumer progress)
      throws IOException {
    return call(
        to("/v1/batches" + query)
            .timeout(LONG_CALL)
            .header("Content-Type", "application/jsonl")
            .header("Idempotency-Key", idempotencyKey)
            .POST(SentFile.of(file, progress)));
  }

  public Batch batch(String id) {
    return Batch.of(get("/v1/batches/" + text(id)));
  }

  /** Ends what of a batch waits or runs. */
  public Batch cancelBatch(String id) {
    return Batch.of(post("/v1/batches/" + text(id) + "/cancel"));
  }

  /**
   * Some of what has come of a batch's lines, in the order in which they ended.
   *
   * @param after the job's id of the last one that was received; empty begins with the first
   * @param limit at most so many
   */
  public List<BatchResult> results(String id, Optional<String> after, int limit)
      throws IOException {
    String path =
        "/v1/batches/" + text(id) + "/results" + after.map(a -> "?after=" + text(a)).orElse("");
    List<BatchResult> results = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(stream(path), StandardCharsets.UTF_8))) {
      for (String line; results.size() < limit && (line = lines.readLine()) != null; ) {
        results.add(BatchResult.of(mapper.readTree(line)));
      }
    } catch (IOException e) {
      if (results.isEmpty() || Thread.currentThread().isInterrupted()) {
        throw e;
      }
      return results; // the rest comes after these
    }
    return results;
  }

  /** What a GET of the API answers with, as it comes; the caller closes it. */
  public InputStream stream(String path) {
    return transport.send(to(path).timeout(LONG_CALL).GET().build()).body();
  }

  /** Any GET of the API. */
  public JsonNode get(String path) {
    return call(to(path).GET());
  }

  /** The bytes that a GET of the API answers with. */
  public byte[] bytes(String path) {
    return send(to(path).GET());
  }

  /** Any POST of the API with JSON. */
  public JsonNode post(String path, Map<String, ?> body) {
    return call(sending("POST", path, body));
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

  /** Any DELETE of the API that answers with what it did, or with nothing. */
  public JsonNode delete(String path) {
    return call(to(path).DELETE());
  }

  /**
   * Any request of the API, for routes that have no method here.
   *
   * @param type the body's media type; empty sends no body
   */
  public byte[] request(String method, String path, Optional<String> type, byte[] body) {
    HttpRequest.BodyPublisher sent =
        type.isPresent()
            ? HttpRequest.BodyPublishers.ofByteArray(body)
            : HttpRequest.BodyPublishers.noBody();
    HttpRequest.Builder request = to(path).timeout(LONG_CALL).method(method, sent);
    type.ifPresent(media -> request.header("Content-Type", media));
    return send(request);
  }

  /** A text as a part of a query or a path. */
  public static String text(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
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
      if (silent > MAX_SILENT) {
        throw new FarmUnreachable("the event stream of job " + id + " breaks off again and again");
      }
      Thread.sleep(Math.min(2000, 100L << Math.min(silent, 4)));
    }
  }

  /** Reads one connection's events; returns the id of the last one that came whole. */
  private String follow(String id, String last, Consumer<Event> onEvent)
      throws InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(farm.url() + "/v1/jobs/" + text(id) + "/events"))
            .header("Authorization", "Bearer " + farm.key())
            .header("Accept", "text/event-stream");
    if (!last.isEmpty()) {
      request.header("Last-Event-ID", last);
    }
    EventReader events;
    try {
      HttpResponse<InputStream> answer = transport.once(request.build());
      if (answer.statusCode() != 200) {
        FarmRefused refused = transport.refused(answer);
        if (answer.statusCode() == 204 || Transport.putOff(answer.statusCode(), true)) {
          return last; // nothing is left to tell, or not now
        }
        throw refused;
      }
      try (InputStream body = answer.body()) {
        events = new EventReader(body, last);
        return readAll(events, onEvent);
      }
    } catch (IOException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException(e.getMessage());
      }
      return last; // there was no connection: watch() looks at the job and comes back
    }
  }

  private static String readAll(EventReader events, Consumer<Event> onEvent)
      throws InterruptedException {
    try {
      for (Optional<Event> next = events.next(); next.isPresent(); next = events.next()) {
        onEvent.accept(next.get());
      }
    } catch (IOException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException(e.getMessage());
      }
    }
    return events.lastId();
  }

  /**
   * Fetches a presigned URL into a file and checks its SHA-256; the file appears whole or not at
   * all. What came before this call was cut off is not fetched again.
   *
   * @throws DownloadDamaged where something else came
   */
  public void download(Job.Output output, Path to) throws IOException {
    try {
      download(output, to, _ -> {});
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /**
   * The same.
   *
   * @param progress told of the bytes of each piece that comes
   */
  public void download(Job.Output output, Path to, LongConsumer progress)
      throws IOException, InterruptedException {
    fetcher.fetch(output, to, progress);
  }

  /** {@code sha256:…} of a file on this machine, as the farm writes it. */
  public static String digest(Path file) throws IOException {
    return Fetcher.digest(file);
  }

  /** A key that no other call has. */
  public static String freshKey() {
    return UUID.randomUUID().toString();
  }

  @Override
  public void close() {
    transport.close();
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create(farm.url() + path))
        .timeout(CALL)
        .header("Authorization", "Bearer " + farm.key())
        .header("Accept", "application/json");
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
    HttpRequest built = request.build();
    try (InputStream body = transport.send(built).body()) {
      return body.readAllBytes();
    } catch (IOException e) {
      throw new FarmUnreachable("the farm at " + farm.url() + " broke off its answer", e);
    }
  }
}
