package dev.darkroom.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Talks to one farm. Every call either answers or throws a {@link FarmException}: {@link
 * FarmRefused} with the farm's own reason, {@link FarmUnreachable}, or {@link DownloadDamaged}.
 * What can be tried again without harm is, as {@link Retries} says. Thread-safe.
 */
public final class FarmClient implements AutoCloseable {
  /** Connections in a row that told nothing new, until a stream counts as broken. */
  private static final int MAX_SILENT = 60;

  private final Wire wire;
  private final FileCalls files;
  private final BatchCalls batches;

  /** One that tries again for a few seconds. */
  public FarmClient(FarmAddress farm) {
    this(farm, Retries.BRIEF);
  }

  public FarmClient(FarmAddress farm, Retries retries) {
    Transport transport = new Transport(retries, farm.ca());
    this.wire = new Wire(farm, transport);
    this.files = new FileCalls(wire, new DirectFiles(wire, transport), new Fetcher(transport));
    this.batches = new BatchCalls(wire);
  }

  /** Its files: what is brought, kept and fetched. */
  public FileCalls files() {
    return files;
  }

  /** Its batches. */
  public BatchCalls batches() {
    return batches;
  }

  /**
   * Queues a job; {@code body} is the flat object of the API.
   *
   * @param idempotencyKey the same body under it is the same job, however often it comes; left out,
   *     this call has one of its own
   */
  public Job submit(Map<String, ?> body, Optional<String> idempotencyKey) {
    return new Job(
        wire.call(
            wire.sending("POST", "/v1/jobs", body)
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

  /** What a GET of the API answers with, as it comes; the caller closes it. */
  public InputStream stream(String path) {
    return wire.stream(path);
  }

  /** Any GET of the API. */
  public JsonNode get(String path) {
    return wire.call(wire.to(path).GET());
  }

  /** The bytes that a GET of the API answers with. */
  public byte[] bytes(String path) {
    return wire.send(wire.to(path).GET());
  }

  /** Any POST of the API with JSON. */
  public JsonNode post(String path, Map<String, ?> body) {
    return wire.call(wire.sending("POST", path, body));
  }

  /** Any POST of the API without a body. */
  public JsonNode post(String path) {
    return wire.call(wire.to(path).POST(HttpRequest.BodyPublishers.noBody()));
  }

  /** Any PATCH of the API. */
  public JsonNode patch(String path, Map<String, ?> body) {
    return wire.call(wire.sending("PATCH", path, body));
  }

  /** Any PUT of the API with JSON. */
  public JsonNode put(String path, Map<String, ?> body) {
    return wire.call(wire.sending("PUT", path, body));
  }

  /** Any DELETE of the API that answers with what it did, or with nothing. */
  public JsonNode delete(String path) {
    return wire.call(wire.to(path).DELETE());
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
    HttpRequest.Builder request = wire.to(path).timeout(Wire.LONG_CALL).method(method, sent);
    type.ifPresent(media -> request.header("Content-Type", media));
    return wire.send(request);
  }

  /** A text as a part of a query or a path. */
  public static String text(String text) {
    return Wire.text(text);
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
    Follower follower = new Follower(wire, "/v1/jobs/" + text(id) + "/events", onEvent);
    int silent = 0;
    while (true) {
      silent = follower.follow() ? 0 : silent + 1;
      Job job = job(id);
      if (job.ended()) {
        return job;
      }
      if (silent > MAX_SILENT) {
        throw new FarmUnreachable("the event stream of job " + id + " breaks off again and again");
      }
      Thread.sleep(Math.min(2000, 100L << Math.min(silent, 4)));
    }
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
    wire.close();
  }
}
