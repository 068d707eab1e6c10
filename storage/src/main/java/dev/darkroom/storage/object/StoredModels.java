package dev.darkroom.storage.object;

import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.ModelRef;
import dev.darkroom.job.id.Names;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.storage.Json;
import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.StorageException.Code;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Models in an object store. A version exists from the moment its manifest does, and that is
 * written last.
 *
 * <p>A publisher first claims its version's number, so that two of them never write into the same
 * folder. Claims are kept when a version is removed: a number is given once.
 */
public final class StoredModels implements ModelRepository {
  private static final int MAX_MANIFEST_BYTES = 1 << 20;

  /** A manifest's bytes. */
  static final Json<ModelManifest> MANIFEST =
      Json.of("model manifest", ModelManifest.class, MAX_MANIFEST_BYTES);

  private static final int MAX_CLAIMS = 16;
  private static final int MAX_NAMED = 10;
  private static final int MAX_REF_BYTES = 256;

  private final ObjectStore store;
  private final InstantSource clock;
  private final DraftPublisher drafts;

  /** Models in this store; the clock dates what is published. */
  public StoredModels(ObjectStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
    this.drafts = new DraftPublisher(store);
  }

  @Override
  public List<ModelManifest> list() {
    return ModelShelf.all(store).newest().stream()
        .flatMap(ref -> find(ref.name(), ref.version().orElseThrow()).stream())
        .toList();
  }

  @Override
  public Optional<ModelManifest> latest(String name) {
    return Names.valid(name)
        ? shelf(name).latest(name).flatMap(version -> find(name, version))
        : Optional.empty();
  }

  @Override
  public ModelManifest resolve(ModelRef ref) {
    Optional<ModelManifest> found =
        ref.version().isPresent() ? find(ref.name(), ref.version().get()) : latest(ref.name());
    return found.orElseThrow(() -> notFound(ref));
  }

  @Override
  public ModelManifest publish(ModelCard card, Path folder) {
    List<ModelFile> files = ModelFolder.read(folder);
    Optional<ModelManifest> newest = latest(card.name());
    Digest digest = ModelManifest.digestOf(files);
    if (newest.filter(m -> m.card().equals(card) && m.digest().equals(digest)).isPresent()) {
      return newest.get();
    }
    int version = claim(card.name());
    for (ModelFile file : files) {
      store.put(
          ObjectKeys.modelFile(card.name(), version, file.path()),
          folder.resolve(file.path()),
          "application/octet-stream");
    }
    return commit(new ModelManifest(card, version, files, digest, clock.instant()));
  }

  private ModelManifest commit(ModelManifest manifest) {
    requireStored(manifest);
    store.put(
        ObjectKeys.modelManifest(manifest.card().name(), manifest.version()),
        MANIFEST.encode(manifest),
        "application/json");
    return manifest;
  }

  @Override
  public ModelManifest publish(ModelDraft draft) {
    String name = draft.card().name();
    Optional<ModelManifest> newest = latest(name);
    if (newest.filter(m -> !draft.continues(m)).isPresent()) {
      throw new StorageException(
          Code.CONFLICT, "the name '" + name + "' is another model's: use another name");
    }
    int version = drafts.claim(draft);
    Optional<ModelManifest> done = find(name, version);
    ModelManifest made = done.isPresent() ? done.get() : commit(draft, version);
    shelve(made, draft.origin());
    return made;
  }

  private ModelManifest commit(ModelDraft draft, int version) {
    List<ModelFile> files = drafts.copy(draft, version);
    return commit(
        new ModelManifest(
            draft.card(),
            version,
            files,
            ModelManifest.digestOf(files),
            clock.instant(),
            Optional.of(draft.origin())));
  }

  /** A publisher that was cut off before this comes again, since the log still has its job. */
  private void shelve(ModelManifest made, ModelOrigin origin) {
    store.putIfAbsent(
        ObjectKeys.madeModel(origin.tenant(), origin.job()),
        made.ref().toString().getBytes(StandardCharsets.UTF_8),
        "text/plain");
  }

  @Override
  public Optional<ModelManifest> madeBy(TenantId tenant, JobId job) {
    return made(ObjectKeys.madeModel(tenant, job));
  }

  @Override
  public List<ModelManifest> madeFor(TenantId tenant) {
    return ObjectPages.of(store, ObjectKeys.madeModels(tenant))
        .limit(MAX_MADE)
        .flatMap(note -> made(note.key()).stream())
        .sorted(Comparator.comparing(ModelManifest::createdAt).reversed())
        .toList();
  }

  private Optional<ModelManifest> made(String key) {
    return store
        .find(key, MAX_REF_BYTES)
        .map(ref -> ModelRef.parse(new String(ref, StandardCharsets.UTF_8)))
        .flatMap(ref -> find(ref.name(), ref.version().orElseThrow()));
  }

  @Override
  public void remove(ModelRef ref) {
    ModelShelf shelf = shelf(ref.name());
    List<Integer> versions =
        ref.version()
            .map(v -> shelf.published(ref.name()).stream().filter(v::equals).toList())
            .orElseGet(() -> shelf.published(ref.name()));
    if (versions.isEmpty()) {
      throw notFound(ref);
    }
    for (int version : versions) {
      drafts.forbid(ref.name(), version);
      find(ref.name(), version)
          .flatMap(ModelManifest::origin)
          .ifPresent(of -> store.delete(ObjectKeys.madeModel(of.tenant(), of.job())));
      store.delete(ObjectKeys.modelManifest(ref.name(), version)); // from here on it is no more
      ObjectPages.of(store, ObjectKeys.modelPrefix(ref.name(), version))
          .map(ObjectInfo::key)
          .filter(key -> !key.equals(ObjectKeys.modelClaim(ref.name(), version)))
          .toList()
          .forEach(store::delete);
    }
  }

  /** The number of a version that nobody else publishes or ever published. */
  private int claim(String name) {
    byte[] note = clock.instant().toString().getBytes(StandardCharsets.US_ASCII);
    int first = shelf(name).highest(name) + 1;
    for (int version = first; version < first + MAX_CLAIMS; version++) {
      if (store.putIfAbsent(ObjectKeys.modelClaim(name, version), note, "text/plain")) {
        return version;
      }
    }
    throw new StorageException(
        Code.CONFLICT,
        "versions " + first + " and " + MAX_CLAIMS + " more of " + name + " are being published");
  }

  /** A publisher that was slow may find its files swept away as an orphan's. */
  private void requireStored(ModelManifest manifest) {
    String prefix = ObjectKeys.modelPrefix(manifest.card().name(), manifest.version());
    var sizes =
        ObjectPages.of(store, prefix)
            .collect(Collectors.toMap(ObjectInfo::key, ObjectInfo::sizeBytes));
    for (ModelFile file : manifest.files()) {
      Long size = sizes.get(prefix + file.path());
      if (size == null || size != file.sizeBytes()) {
        throw new StorageException(
            Code.CONFLICT,
            file.path() + " changed or vanished while it was published: publish it again");
      }
    }
  }

  private Optional<ModelManifest> find(String name, int version) {
    String key = ObjectKeys.modelManifest(name, version);
    Optional<ModelManifest> found = store.find(key, MAX_MANIFEST_BYTES).map(MANIFEST::decode);
    if (found.isPresent() && !fits(found.get(), name, version)) {
      throw new StorageException(
          Code.CORRUPT, key + " does not fit its place or its files: publish the model again");
    }
    return found;
  }

  private static boolean fits(ModelManifest manifest, String name, int version) {
    return manifest.card().name().equals(name)
        && manifest.version() == version
        && manifest.digest().equals(ModelManifest.digestOf(manifest.files()));
  }

  private ModelShelf shelf(String name) {
    return ModelShelf.of(store, name);
  }

  private StorageException notFound(ModelRef ref) {
    List<Integer> versions = shelf(ref.name()).published(ref.name());
    return new StorageException(
        Code.NOT_FOUND,
        versions.isEmpty()
            ? "there is no model '" + ref.name() + "'; there are: " + names()
            : "model '" + ref.name() + "' has no such version; it has " + some(versions));
  }

  private String names() {
    List<ModelRef> all = ModelShelf.all(store).newest();
    return all.isEmpty() ? "none" : some(all);
  }

  private static String some(List<?> all) {
    return all.stream().limit(MAX_NAMED).map(Object::toString).collect(Collectors.joining(", "));
  }
}
