package dev.darkroom.client;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Where a farm answers, and the key that it answers to. */
public record FarmAddress(URI url, String key) {

  /** The file in a data folder that a running farm writes its address to. */
  public static final String FILE = "client.json";

  /**
   * Finds the farm: an explicit address first, then the environment's {@code DARKROOM_URL} and
   * {@code DARKROOM_KEY}, then the data folder's {@value #FILE}.
   *
   * @throws FarmUnreachable if none of them names a farm
   */
  public static FarmAddress find(
      Optional<String> url, Optional<String> key, Map<String, String> environment, Path data) {
    Optional<FarmAddress> written = read(data);
    Optional<String> foundUrl =
        url.or(() -> Optional.ofNullable(environment.get("DARKROOM_URL")))
            .or(() -> written.map(address -> address.url().toString()));
    Optional<String> foundKey =
        key.or(() -> Optional.ofNullable(environment.get("DARKROOM_KEY")))
            .or(() -> written.map(FarmAddress::key));
    if (foundUrl.isEmpty()) {
      throw new FarmUnreachable(
          "no farm is known: start one with 'darkroom up', or name it with --url and --key (no "
              + data.resolve(FILE)
              + ")");
    }
    return new FarmAddress(URI.create(foundUrl.get().replaceAll("/+$", "")), foundKey.orElse(""));
  }

  /**
   * The address of the farm that runs on a data folder, or ran there last.
   *
   * @throws FarmUnreachable if it was written and cannot be read
   */
  public static Optional<FarmAddress> read(Path data) {
    Path file = data.resolve(FILE);
    if (!Files.isReadable(file)) {
      return Optional.empty();
    }
    try {
      Written written = new ObjectMapper().readValue(file.toFile(), Written.class);
      return Optional.of(new FarmAddress(URI.create(written.url()), written.key()));
    } catch (IOException | IllegalArgumentException e) {
      throw new FarmUnreachable(file + " is damaged: delete it and start the farm again", e);
    }
  }

  /** What stands in {@value #FILE}. */
  public byte[] json() {
    try {
      return new ObjectMapper().writeValueAsBytes(new Written(url.toString(), key));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("two texts have a JSON form", e);
    }
  }

  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Written(String url, String key) {}
}
