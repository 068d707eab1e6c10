package dev.darkroom.storage.embedding;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.darkroom.job.Output;
import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.ModelRef;
import dev.darkroom.job.spec.InversionSpec;
import dev.darkroom.job.spec.WordRef;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One version of a learned word. It never changes.
 *
 * @param version from 1, rising
 * @param base the model that it was learned for, its version pinned; empty of one that was brought
 * @param files the learned vectors first, then samples
 * @param origin the job that taught it; empty of one that was brought
 * @param scores by the metric's name
 */
public record EmbeddingManifest(
    String name,
    int version,
    Optional<Base> base,
    List<Output> files,
    Optional<Origin> origin,
    Map<String, Double> scores,
    Instant createdAt) {
  /** The file with the vectors. */
  public static final String VECTORS = "learned_embeds.safetensors";

  /** Files of a version, its samples among them. */
  public static final int MAX_FILES = 64;

  /** The model that a word was learned for. */
  public record Base(ModelRef model, Digest digest) {}

  /** How a word came to be: the settings and the pictures' digests are in the spec. */
  public record Origin(JobId job, InversionSpec spec) {}

  public EmbeddingManifest {
    files = List.copyOf(files);
    scores = Map.copyOf(scores);
    if (version < 1 || files.size() > MAX_FILES || files.isEmpty()) {
      throw new IllegalArgumentException(
          "version %d with %d files is no version of a word: use a version from 1, 1 to %d files"
              .formatted(version, files.size(), MAX_FILES));
    }
  }

  /** How the word stands in prompts. */
  @JsonIgnore
  public String token() {
    return token(name);
  }

  /** How the word of this name stands in prompts. */
  public static String token(String name) {
    return "<" + name + ">";
  }

  /** The file that holds the vectors. */
  @JsonIgnore
  public Output vectors() {
    return files.getFirst();
  }

  /** This version, as a job that uses it under {@code token} keeps it. */
  public WordRef as(String token) {
    return new WordRef(token, name, version, vectors().key(), vectors().hash());
  }
}
