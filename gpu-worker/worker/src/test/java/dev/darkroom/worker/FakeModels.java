package dev.darkroom.worker;

import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.ModelRef;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.model.Generator;
import dev.darkroom.model.LoadedModel;
import dev.darkroom.model.ModelLoader;
import dev.darkroom.model.ModelRegistry;
import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.object.ModelCard;
import dev.darkroom.storage.object.ModelDraft;
import dev.darkroom.storage.object.ModelFile;
import dev.darkroom.storage.object.ModelManifest;
import dev.darkroom.storage.object.ModelRepository;
import dev.darkroom.storage.object.ModelSource;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Models that exist by name and size alone, and what happens to them. */
public final class FakeModels implements ModelRepository, ModelSource {
  public final List<String> history = new ArrayList<>();
  public final Path folder;
  private final Map<String, ModelManifest> manifests = new LinkedHashMap<>();
  private final Map<String, Path> folders = new LinkedHashMap<>();

  public FakeModels(Path folder) {
    this.folder = folder;
  }

  /** A model of the family {@code fake} whose files have this many bytes. */
  public ModelManifest add(String name, long bytes) {
    return add(name, new ModelFile("w.bin", digest(name), bytes));
  }

  /** One whose only file is this one of the folder. */
  public ModelManifest add(String name, String path) {
    return add(name, new ModelFile(path, digest(name), 1));
  }

  /** A real model that lies in this folder. */
  public ModelManifest add(String name, String family, Path where) {
    folders.put(name, where);
    return add(name, family, new ModelFile("config.json", digest(name), 1));
  }

  /** The same files under another name. */
  public ModelManifest alias(String name, ModelManifest of) {
    return add(name, of.files().getFirst());
  }

  private static Digest digest(String name) {
    return Digest.of(name.getBytes(StandardCharsets.UTF_8));
  }

  private ModelManifest add(String name, ModelFile file) {
    return add(name, "fake", file);
  }

  private ModelManifest add(String name, String family, ModelFile file) {
    ModelManifest manifest =
        new ModelManifest(
            new ModelCard(
                name,
                family,
                "",
                "CC0-1.0",
                new ModelCard.Limits(8, 8, 1024, 8, 1024, 100),
                new ModelCard.Defaults(4, 5, "ddim", 16, 16),
                List.of("ddim"),
                Map.of()),
            1,
            List.of(file),
            ModelManifest.digestOf(List.of(file)),
            Instant.EPOCH);
    manifests.put(name, manifest);
    return manifest;
  }

  /** A registry whose family {@code fake} draws with this generator. */
  public ModelRegistry registry(Generator generator) {
    return registry((_, _) -> loaded(10, generator));
  }

  public static ModelRegistry registry(ModelLoader loader) {
    return ModelRegistry.of(Map.of("fake", loader));
  }

  /** A model in memory whose end is written into the history. */
  public LoadedModel loaded(long bytes, Generator generator) {
    history.add("load");
    return new LoadedModel() {
      @Override
      public long bytes() {
        return bytes;
      }

      @Override
      public Optional<Generator> generator() {
        return Optional.of(generator);
      }

      @Override
      public void close() {
        history.add("unload");
      }
    };
  }

  @Override
  public List<ModelManifest> list() {
    return List.copyOf(manifests.values());
  }

  @Override
  public Optional<ModelManifest> madeBy(TenantId tenant, JobId job) {
    return Optional.empty();
  }

  @Override
  public List<ModelManifest> madeFor(TenantId tenant) {
    return List.of();
  }

  @Override
  public Optional<ModelManifest> latest(String name) {
    return Optional.ofNullable(manifests.get(name));
  }

  @Override
  public ModelManifest resolve(ModelRef ref) {
    return latest(ref.name())
        .orElseThrow(() ->
            new StorageException(
                StorageException.Code.NOT_FOUND,
                "there is no model '" + ref + "': use " + manifests.keySet()));
  }

  @Override
  public ModelManifest publish(ModelCard card, Path from) {
    throw new UnsupportedOperationException("a worker publishes no model");
  }

  @Override
  public ModelManifest publish(ModelDraft draft) {
    throw new UnsupportedOperationException("a worker publishes no model");
  }

  @Override
  public void remove(ModelRef ref) {
    throw new UnsupportedOperationException("a worker removes no model");
  }

  @Override
  public LocalModel open(ModelManifest manifest) {
    history.add("open " + manifest.card().name());
    return new LocalModel() {
      @Override
      public ModelManifest manifest() {
        return manifest;
      }

      @Override
      public Path folder() {
        return folders.getOrDefault(manifest.card().name(), folder);
      }

      @Override
      public void close() {
        history.add("close " + manifest.card().name());
      }
    };
  }
}
