package dev.darkroom.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** A farm's batches: see {@link FarmClient}. */
public final class BatchCalls {
  private final Wire wire;

  BatchCalls(Wire wire) {
    this.wire = wire;
  }

  /**
   * Brings a file of JSON lines as a batch.
   *
   * @param idempotencyKey the same file under it is the same batch, however often it comes
   * @param progress told of the bytes of each piece that goes
   */
  public Batch submit(Path file, String idempotencyKey, LongConsumer progress) throws IOException {
    return Batch.of(bring(file, idempotencyKey, "", progress));
  }

  /**
   * Brings a file of JSON lines, to be queued or only checked.
   *
   * @param query of the request, with its question mark, or empty
   * @return the batch, or what the check found
   */
  public JsonNode bring(Path file, String idempotencyKey, String query, LongConsumer progress)
      throws IOException {
    return wire.call(
        wire.to("/v1/batches" + query)
            .timeout(Wire.LONG_CALL)
            .header("Content-Type", "application/jsonl")
            .header("Idempotency-Key", idempotencyKey)
            .POST(SentFile.of(file, progress)));
  }

  /** How it stands. */
  public Batch find(String id) {
    return Batch.of(wire.call(wire.to(path(id)).GET()));
  }

  /** Ends what of a batch waits or runs. */
  public Batch cancel(String id) {
    return Batch.of(
        wire.call(wire.to(path(id) + "/cancel").POST(HttpRequest.BodyPublishers.noBody())));
  }

  /**
   * Reads one connection's events of a batch: how it stands, then whenever that changes. Returns
   * when the connection ends, in whatever way; throws nothing where none came about.
   *
   * @param onChange called on this thread
   * @return whether it has told anything
   */
  public boolean watch(String id, Consumer<Batch> onChange) throws InterruptedException {
    return new Follower(
            wire, path(id) + "/events", event -> onChange.accept(Batch.of(event.data())))
        .follow();
  }

  /**
   * Some of what has come of a batch's lines, in the order in which they ended.
   *
   * @param after the cursor of the last one that was received, or its job's id; empty begins with
   *     the first
   * @param limit at most so many
   */
  public List<BatchResult> results(String id, Optional<String> after, int limit)
      throws IOException {
    String path = path(id) + "/results" + after.map(a -> "?after=" + Wire.text(a)).orElse("");
    List<BatchResult> results = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(wire.stream(path), StandardCharsets.UTF_8))) {
      for (String line; results.size() < limit && (line = lines.readLine()) != null; ) {
        results.add(BatchResult.of(wire.read(line)));
      }
    } catch (IOException e) {
      if (results.isEmpty() || Thread.currentThread().isInterrupted()) {
        throw e;
      }
      return results; // the rest comes after these
    }
    return results;
  }

  private static String path(String id) {
    return "/v1/batches/" + Wire.text(id);
  }
}
