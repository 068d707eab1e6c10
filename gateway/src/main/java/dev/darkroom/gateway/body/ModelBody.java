package dev.darkroom.gateway.body;

import dev.darkroom.job.Digest;
import dev.darkroom.job.JobId;
import dev.darkroom.job.ModelRef;
import dev.darkroom.storage.object.ModelCard;
import dev.darkroom.storage.object.ModelManifest;
import dev.darkroom.storage.object.ModelOrigin;
import java.util.List;
import java.util.Optional;

/**
 * A model: OpenAI's fields first, ours after.
 *
 * @param created Unix seconds
 * @param base the model that a job made it from; null of one that was brought
 */
public record ModelBody(
    String id,
    String object,
    long created,
    String ownedBy,
    int version,
    String family,
    String description,
    String licence,
    String digest,
    long sizeBytes,
    Optional<ModelRef> base,
    Optional<Digest> baseDigest,
    Optional<JobId> job,
    ModelCard.Limits limits,
    ModelCard.Defaults defaults,
    List<String> samplers) {

  public static ModelBody of(ModelManifest manifest) {
    ModelCard card = manifest.card();
    return new ModelBody(
        card.name(),
        "model",
        manifest.createdAt().getEpochSecond(),
        "darkroom",
        manifest.version(),
        card.family(),
        card.description(),
        card.licence(),
        manifest.digest().toString(),
        manifest.sizeBytes(),
        manifest.origin().map(ModelOrigin::base),
        manifest.origin().map(ModelOrigin::baseDigest),
        manifest.origin().map(ModelOrigin::job),
        card.limits(),
        card.defaults(),
        card.samplers());
  }
}
