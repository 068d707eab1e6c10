package dev.darkroom.gateway.body;

import dev.darkroom.gateway.model.TunedName;
import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.ModelRef;
import dev.darkroom.storage.object.ModelCard;
import dev.darkroom.storage.object.ModelManifest;
import dev.darkroom.storage.object.ModelOrigin;
import java.util.List;
import java.util.Optional;

/**
 * A model: OpenAI's fields first, ours after.
 *
 * @param id its name; or {@code ft:} and the id of the job that made it
 * @param created Unix seconds
 * @param name all its versions have this
 * @param ownedBy the tenant whose job made it; {@code darkroom} of one that was brought
 * @param visibility {@code private} where that tenant alone may use it, else {@code shared}
 * @param base the model that a job made it from; null of one that was brought
 */
public record ModelBody(
    String id,
    String object,
    long created,
    String ownedBy,
    String visibility,
    String name,
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

  /** A model, and whether every tenant may use it. */
  public static ModelBody of(ModelManifest manifest, boolean shared) {
    return of(manifest.card().name(), manifest, shared);
  }

  /** A model under the name that OpenAI's clients have for what their job made. */
  public static ModelBody tuned(ModelManifest manifest, boolean shared) {
    return of(TunedName.of(manifest.origin().orElseThrow().job()), manifest, shared);
  }

  private static ModelBody of(String id, ModelManifest manifest, boolean shared) {
    ModelCard card = manifest.card();
    return new ModelBody(
        id,
        "model",
        manifest.createdAt().getEpochSecond(),
        manifest.origin().map(origin -> origin.tenant().toString()).orElse("darkroom"),
        shared ? "shared" : "private",
        card.name(),
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
