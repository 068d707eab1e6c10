package dev.darkroom.storage.object;

import dev.darkroom.job.Output;
import java.util.List;

/**
 * A model or a LoRA that a job made, to be published. For one job it is done once.
 *
 * @param parts its files, which lie in the store as the job's
 */
public record ModelDraft(ModelCard card, ModelOrigin origin, List<Part> parts) {
  /** A file, and what it is called in the model's folder. */
  public record Part(String path, Output file) {}

  public ModelDraft {
    parts = List.copyOf(parts);
    if (parts.isEmpty() || parts.size() > ModelManifest.MAX_FILES) {
      throw new IllegalArgumentException(
          "a model of %d files cannot be published: use 1 to %d"
              .formatted(parts.size(), ModelManifest.MAX_FILES));
    }
  }

  /** Whether this may be the next version of a model: the same tenant's, and of the same family. */
  public boolean continues(ModelManifest newest) {
    return newest.card().family().equals(card.family())
        && newest.origin().filter(before -> before.tenant().equals(origin.tenant())).isPresent();
  }
}
