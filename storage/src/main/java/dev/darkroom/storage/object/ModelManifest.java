package dev.darkroom.storage.object;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.ModelRef;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One published version of a model. It never changes.
 *
 * @param version from 1, rising
 * @param files in the order of their paths
 * @param digest of all files together: equal digests mean equal files
 * @param origin the job that made it; empty of one that was brought
 */
public record ModelManifest(
    ModelCard card,
    int version,
    List<ModelFile> files,
    Digest digest,
    Instant createdAt,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<ModelOrigin> origin) {
  /** Files that a model may have. */
  public static final int MAX_FILES = 500;

  public ModelManifest {
    if (version < 1) {
      throw new IllegalArgumentException("model version " + version + " is below 1");
    }
    if (files.size() > MAX_FILES) {
      throw new IllegalArgumentException(
          files.size() + " files are over the " + MAX_FILES + " that a model may have");
    }
    files = files.stream().sorted(Comparator.comparing(ModelFile::path)).toList();
  }

  /** A model that was brought. */
  public ModelManifest(
      ModelCard card, int version, List<ModelFile> files, Digest digest, Instant createdAt) {
    this(card, version, files, digest, createdAt, Optional.empty());
  }

  /** The model with this version pinned. */
  @JsonIgnore
  public ModelRef ref() {
    return new ModelRef(card.name(), Optional.of(version));
  }

  /** Bytes of all files. */
  @JsonIgnore
  public long sizeBytes() {
    return files.stream().mapToLong(ModelFile::sizeBytes).sum();
  }

  /** What the weights occupy in memory, as numbers of 32 bits. */
  @JsonIgnore
  public long memoryBytes() {
    return files.stream().mapToLong(ModelFile::memoryBytes).sum();
  }

  /** The digest of a set of files: SHA-256 over one line {@code digest size path} each. */
  public static Digest digestOf(List<ModelFile> files) {
    return Digest.of(
        files.stream()
            .sorted(Comparator.comparing(ModelFile::path))
            .map(f -> f.digest() + " " + f.sizeBytes() + " " + f.path() + "\n")
            .collect(Collectors.joining())
            .getBytes(StandardCharsets.UTF_8));
  }
}
