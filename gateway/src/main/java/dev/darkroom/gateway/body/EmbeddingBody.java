package dev.darkroom.gateway.body;

import dev.darkroom.gateway.body.JobBody.OutputBody;
import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.ModelRef;
import dev.darkroom.job.spec.InversionSpec;
import dev.darkroom.storage.embedding.EmbeddingAbout;
import dev.darkroom.storage.embedding.EmbeddingManifest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A version of a learned word, as clients see it.
 *
 * @param token how it stands in prompts
 * @param vectors how many it has; null of a word that was brought
 * @param settings what it was learned with, the pictures' digests among it
 */
public record EmbeddingBody(
    String id,
    String object,
    String name,
    int version,
    String token,
    OptionalInt vectors,
    Optional<ModelRef> model,
    Optional<Digest> modelDigest,
    Optional<JobId> job,
    Optional<InversionSpec> settings,
    Map<String, Double> scores,
    String licence,
    EmbeddingAbout.Visibility visibility,
    List<String> aliases,
    List<OutputBody> files,
    Instant createdAt) {

  /**
   * A version with what is said of it.
   *
   * @param files the version's, their URLs fresh
   */
  public static EmbeddingBody of(
      EmbeddingManifest word, EmbeddingAbout about, List<OutputBody> files) {
    Optional<InversionSpec> spec = word.origin().map(EmbeddingManifest.Origin::spec);
    return new EmbeddingBody(
        word.name() + "@" + word.version(),
        "embedding",
        word.name(),
        word.version(),
        word.token(),
        spec.map(s -> OptionalInt.of(s.word().vectors())).orElse(OptionalInt.empty()),
        word.base().map(EmbeddingManifest.Base::model),
        word.base().map(EmbeddingManifest.Base::digest),
        word.origin().map(EmbeddingManifest.Origin::job),
        spec,
        word.scores(),
        about.licence(),
        about.visibility(),
        about.aliases(),
        files,
        word.createdAt());
  }
}
