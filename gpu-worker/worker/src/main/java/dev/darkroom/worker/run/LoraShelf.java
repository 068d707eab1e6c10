package dev.darkroom.worker.run;

import dev.darkroom.job.id.Digest;
import dev.darkroom.job.spec.LoraRef;
import dev.darkroom.job.spec.Resources;
import dev.darkroom.lora.Lora;
import dev.darkroom.lora.LoraReader;
import dev.darkroom.lora.LoraUse;
import dev.darkroom.model.Additions;
import dev.darkroom.storage.object.ModelFile;
import dev.darkroom.storage.object.ModelManifest;
import dev.darkroom.storage.object.ModelSource;
import dev.darkroom.weights.WeightsException;
import dev.darkroom.worker.model.Holdings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * LoRAs in memory, by the digests of their files: a model that draws with the same object again
 * changes none of its weights. For the run thread alone.
 */
final class LoraShelf {
  private static final List<String> ENDINGS = List.of(".safetensors", ".bin", ".pt", ".ckpt");

  private final Shelf shelf;
  private final Map<Digest, Known> held =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Digest, Known> eldest) {
          return size() > Additions.MAX_LORAS;
        }
      };

  private record Known(String name, Lora lora) {}

  LoraShelf(Shelf shelf) {
    this.shelf = shelf;
  }

  /** The LoRAs of a job, in its order. */
  List<LoraUse> loras(List<LoraRef> refs, RunContext context) {
    return refs.stream().map(ref -> new LoraUse(lora(ref, context), ref.weight())).toList();
  }

  private Lora lora(LoraRef ref, RunContext context) {
    Known known = held.get(ref.digest());
    if (known != null) {
      return known.lora();
    }
    ModelManifest manifest = shelf.manifest(ref.model(), "loras", context);
    if (!manifest.digest().equals(ref.digest())) {
      throw RunFailure.client(
          "lora_changed",
          "LoRA '%s' is not what the job was given: submit it anew".formatted(ref.model()),
          "loras");
    }
    try (ModelSource.LocalModel local =
        context.retries().call("lora", context.stop(), () -> shelf.cache().files(manifest))) {
      Lora lora = LoraReader.read(local.folder().resolve(weights(manifest)));
      held.put(ref.digest(), new Known(Resources.of(ref.model()), lora));
      shelf.held().set(Holdings.Kind.LORA, held.values().stream().map(Known::name).toList());
      return lora;
    } catch (WeightsException e) {
      throw RunFailure.client(
          "lora_unreadable",
          "LoRA '%s' cannot be read: %s".formatted(ref.model(), e.getMessage()),
          "loras");
    }
  }

  private static String weights(ModelManifest manifest) {
    return manifest.files().stream()
        .map(ModelFile::path)
        .filter(path -> ENDINGS.stream().anyMatch(path::endsWith))
        .findFirst()
        .orElseThrow(() ->
            RunFailure.client(
                "lora_unreadable",
                "LoRA '%s' has no weights: publish it with a file that ends with one of %s"
                    .formatted(manifest.ref(), ENDINGS),
                "loras"));
  }
}
