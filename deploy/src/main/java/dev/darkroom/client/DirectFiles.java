package dev.darkroom.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * Puts files straight into a farm's object store: says what a file is, puts it to the address that
 * comes back, and has it checked and kept.
 */
final class DirectFiles {
  private static final String PATH = "/v1/direct-uploads";
  private static final String TYPE = "application/octet-stream";

  private final Wire wire;
  private final Transport transport;

  /** The store cannot be reached from here; through the gateway the file still goes. */
  static final class StoreUnreachable extends Exception {
    private static final long serialVersionUID = 1;

    private final FarmException failure;

    StoreUnreachable(FarmException failure) {
      super(failure.getMessage(), failure);
      this.failure = failure;
    }

    FarmException failure() {
      return failure;
    }
  }

  DirectFiles(Wire wire, Transport transport) {
    this.wire = wire;
    this.transport = transport;
  }

  /**
   * Brings a file.
   *
   * @param more what is said of it besides: {@code purpose} or {@code caption}
   * @param progress told of the bytes of each piece that goes
   * @return the direct upload, completed
   */
  JsonNode put(Path file, Map<String, String> more, LongConsumer progress)
      throws IOException, StoreUnreachable {
    Map<String, Object> announced = new HashMap<>(more);
    announced.put("filename", String.valueOf(file.getFileName()));
    announced.put("bytes", Files.size(file));
    announced.put("content_type", TYPE);
    announced.put("sha256", Fetcher.sha256(file));
    JsonNode open = wire.call(wire.sending("POST", PATH, announced));
    String path = PATH + "/" + Wire.text(open.path("id").asText());
    try {
      put(URI.create(open.path("put_url").asText()), file, progress);
    } catch (FarmUnreachable | FarmUntrusted e) {
      var _ = wire.send(wire.to(path).DELETE());
      throw new StoreUnreachable(e);
    }
    return wire.call(
        wire.to(path + "/complete")
            .timeout(Wire.LONG_CALL)
            .POST(HttpRequest.BodyPublishers.noBody()));
  }

  private void put(URI url, Path file, LongConsumer progress) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .timeout(Wire.LONG_CALL)
            .header("Content-Type", TYPE)
            .PUT(SentFile.of(file, progress))
            .build();
    transport.send(request).body().close();
  }
}
