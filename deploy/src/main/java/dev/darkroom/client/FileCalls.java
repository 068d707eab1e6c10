package dev.darkroom.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;

/** Files that go to a farm and come from it: see {@link FarmClient}. */
public final class FileCalls {
  /** From here on a file is put straight into the store, where that can be reached. */
  private static final long DIRECT_BYTES = 16L << 20;

  private final Wire wire;
  private final DirectFiles direct;
  private final Fetcher fetcher;

  /** Which way a file goes. */
  public enum Way {
    /** Through the gateway. */
    GATEWAY,
    /** Straight into the object store. */
    DIRECT,
    /** As is better: large files straight into the store, where it can be reached from here. */
    BY_SIZE
  }

  FileCalls(Wire wire, DirectFiles direct, Fetcher fetcher) {
    this.wire = wire;
    this.direct = direct;
    this.fetcher = fetcher;
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
    return upload(file, caption, Way.BY_SIZE, progress);
  }

  /**
   * The same, by the way that is wanted.
   *
   * @throws FarmUnreachable where the store cannot be reached and no other way is wanted
   */
  public String upload(Path file, Optional<String> caption, Way way, LongConsumer progress)
      throws IOException {
    Map<String, String> more = caption.map(text -> Map.of("caption", text)).orElse(Map.of());
    Optional<JsonNode> kept = straight(file, more, way, progress);
    return kept.isPresent()
        ? kept.get().path("upload").path("id").asText()
        : upload(String.valueOf(file.getFileName()), SentFile.of(file, progress), caption);
  }

  /**
   * Keeps a file under a purpose, as OpenAI's clients do; for batches of OpenAI's lines.
   *
   * @param purpose {@code batch}, {@code fine-tune}, {@code vision} or {@code user_data}
   * @param progress told of the bytes of each piece that goes
   * @return the file as the farm shows it
   */
  public JsonNode keep(Path file, String purpose, LongConsumer progress) throws IOException {
    return keep(file, purpose, Way.BY_SIZE, progress);
  }

  /**
   * The same, by the way that is wanted.
   *
   * @throws FarmUnreachable where the store cannot be reached and no other way is wanted
   */
  public JsonNode keep(Path file, String purpose, Way way, LongConsumer progress)
      throws IOException {
    Optional<JsonNode> kept = straight(file, Map.of("purpose", purpose), way, progress);
    return kept.isPresent() ? kept.get().path("file") : keepByForm(file, purpose, progress);
  }

  /**
   * What came of a file that was put into the store; empty where it is to go through the gateway.
   */
  private Optional<JsonNode> straight(
      Path file, Map<String, String> more, Way way, LongConsumer progress) throws IOException {
    boolean large = Files.size(file) >= DIRECT_BYTES;
    if (way == Way.GATEWAY || (way == Way.BY_SIZE && !large)) {
      return Optional.empty();
    }
    try {
      return Optional.of(direct.put(file, more, progress));
    } catch (DirectFiles.StoreUnreachable e) {
      if (way == Way.DIRECT) {
        throw e.failure();
      }
      return Optional.empty();
    }
  }

  private JsonNode keepByForm(Path file, String purpose, LongConsumer progress) throws IOException {
    String boundary = "darkroom-" + FarmClient.freshKey();
    String name = String.valueOf(file.getFileName()).replaceAll("[\"\r\n]", "_");
    String head =
        "--%s\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\n%s\r\n--%s\r\n"
            .formatted(boundary, purpose, boundary);
    String part =
        "Content-Disposition: form-data; name=\"file\"; filename=\"%s\"\r\n".formatted(name)
            + "Content-Type: application/octet-stream\r\n\r\n";
    return wire.call(
        wire.to("/v1/files")
            .timeout(Wire.LONG_CALL)
            .header("Content-Type", "multipart/form-data; boundary=" + boundary)
            .POST(
                HttpRequest.BodyPublishers.concat(
                    HttpRequest.BodyPublishers.ofString(head + part),
                    SentFile.of(file, progress),
                    HttpRequest.BodyPublishers.ofString("\r\n--" + boundary + "--\r\n"))));
  }

  private String upload(String name, HttpRequest.BodyPublisher body, Optional<String> caption) {
    String path =
        "/v1/uploads?name="
            + Wire.text(name)
            + caption.map(c -> "&caption=" + Wire.text(c)).orElse("");
    return wire.call(
            wire.to(path)
                .timeout(Wire.LONG_CALL)
                .header("Content-Type", "application/octet-stream")
                .POST(body))
        .path("id")
        .asText();
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
}
