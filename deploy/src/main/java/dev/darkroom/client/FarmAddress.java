package dev.darkroom.client;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a farm answers, and the key that it answers to.
 *
 * @param ca PEM file of certificates that are trusted beside the well-known authorities'
 */
public record FarmAddress(URI url, String key, Optional<Path> ca) {

  /** The file in a data folder that a running farm writes its address to. */
  public static final String FILE = "client.json";

  /** One that speaks plain HTTP, or has a certificate of a well-known authority. */
  public FarmAddress(URI url, String key) {
    this(url, key, Optional.empty());
  }

  /** The same, trusting these certificates too. */
  public FarmAddress trusting(Optional<Path> others) {
    return others.isPresent() ? new FarmAddress(url, key, others) : this;
  }

  /**
   * Finds the farm: an explicit address first, then the environment's {@code DARKROOM_URL}, {@code
   * DARKROOM_KEY} and {@code DARKROOM_CA}, then the data folder's {@value #FILE}.
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
    return new FarmAddress(
        URI.create(foundUrl.get().replaceAll("/+$", "")),
        foundKey.orElse(""),
        Optional.ofNullable(environment.get("DARKROOM_CA"))
            .filter(file -> !file.isBlank())
            .map(Path::of)
            .or(() -> written.flatMap(FarmAddress::ca)));
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
      return Optional.of(
          new FarmAddress(
              URI.create(written.url()),
              written.key(),
              Optional.ofNullable(written.ca()).map(Path::of)));
    } catch (IOException | IllegalArgumentException e) {
      throw new FarmUnreachable(file + " is damaged: delete it and start the farm again", e);
    }
  }

  /** What stands in {@value #FILE}. */
  public byte[] json() {
    try {
      return new ObjectMapper()
          .writeValueAsBytes(new Written(url.toString(), key, ca.map(Path::toString).orElse(null)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts have a JSON form", e);
    }
  }

  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Written(String url, String key, @Nullable String ca) {}
}
