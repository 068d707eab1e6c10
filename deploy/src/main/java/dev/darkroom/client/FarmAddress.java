package dev.darkroom.client;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
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
    Optional<Written> written = read(data.resolve(FILE));
    Optional<String> foundUrl =
        url.or(() -> Optional.ofNullable(environment.get("DARKROOM_URL")))
            .or(() -> written.map(Written::url));
    Optional<String> foundKey =
        key.or(() -> Optional.ofNullable(environment.get("DARKROOM_KEY")))
            .or(() -> written.map(Written::key));
    if (foundUrl.isEmpty()) {
      throw new FarmUnreachable(
          "no farm is known: start one with 'darkroom up', or name it with --url and --key (no "
              + data.resolve(FILE)
              + ")");
    }
    return new FarmAddress(URI.create(foundUrl.get().replaceAll("/+$", "")), foundKey.orElse(""));
  }

  private static Optional<Written> read(Path file) {
    if (!Files.isReadable(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(new ObjectMapper().readValue(file.toFile(), Written.class));
    } catch (IOException e) {
      throw new FarmUnreachable(file + " is damaged: delete it and start the farm again", e);
    }
  }

  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Written(String url, String key) {}
}
