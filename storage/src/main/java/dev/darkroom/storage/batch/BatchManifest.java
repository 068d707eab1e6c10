package dev.darkroom.storage.batch;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.darkroom.job.id.BatchId;
import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.TenantId;
import java.time.Instant;
import java.util.Optional;

/**
 * A batch that was accepted.
 *
 * @param input digest of the input file's bytes
 * @param bytes of the input file
 * @param lines physical lines of the input file, blank ones among them; 0 where they are counted
 *     and checked later
 * @param total lines that are jobs; 0 likewise
 */
public record BatchManifest(
    BatchId id,
    TenantId tenant,
    Digest input,
    long bytes,
    int lines,
    int total,
    Instant createdAt,
    BatchTerms terms) {

  /** Reads one; those of before batches had terms have none. */
  @JsonCreator
  static BatchManifest read(
      @JsonProperty("id") BatchId id,
      @JsonProperty("tenant") TenantId tenant,
      @JsonProperty("input") Digest input,
      @JsonProperty("bytes") long bytes,
      @JsonProperty("lines") int lines,
      @JsonProperty("total") int total,
      @JsonProperty("createdAt") Instant createdAt,
      @JsonProperty("terms") Optional<BatchTerms> terms) {
    return new BatchManifest(
        id, tenant, input, bytes, lines, total, createdAt, terms.orElse(BatchTerms.NONE));
  }

  /** What is known of its lines from the start; empty where they are checked later. */
  public Optional<BatchChecked> checked() {
    return total == 0 ? Optional.empty() : Optional.of(new BatchChecked(lines, total, createdAt));
  }

  /** The same, its lines counted and checked. */
  public BatchManifest counted(int physical, int jobs) {
    return new BatchManifest(id, tenant, input, bytes, physical, jobs, createdAt, terms);
  }
}
