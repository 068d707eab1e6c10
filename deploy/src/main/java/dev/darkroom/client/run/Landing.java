package dev.darkroom.client.run;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.darkroom.client.BatchResult;
import java.util.List;
import java.util.Optional;

/**
 * A line that is over and done with: a line of {@code results.jsonl}.
 *
 * @param files its outputs in the folder; none where it did not succeed
 */
public record Landing(
    @JsonProperty("custom_id") String customId,
    String id,
    int line,
    String status,
    List<SavedFile> files,
    Optional<BatchResult.Failure> error) {

  /**
   * A file whose digest was verified.
   *
   * @param name within the folder
   * @param hash {@code sha256:…}
   */
  public record SavedFile(String name, String hash, @JsonProperty("size_bytes") long sizeBytes) {}

  public boolean succeeded() {
    return status.equals("succeeded");
  }
}
