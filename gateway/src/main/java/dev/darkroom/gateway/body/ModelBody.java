package dev.darkroom.gateway.body;

import dev.darkroom.storage.object.ModelCard;
import dev.darkroom.storage.object.ModelManifest;
import java.util.List;

/**
 * A model: OpenAI's fields first, ours after.
 *
 * @param created Unix seconds
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
        card.limits(),
        card.defaults(),
        card.samplers());
  }
}
