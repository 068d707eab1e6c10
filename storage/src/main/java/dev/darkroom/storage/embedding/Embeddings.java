package dev.darkroom.storage.embedding;

import dev.darkroom.job.Output;
import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.Names;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.storage.Json;
import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.StorageException.Code;
import dev.darkroom.storage.object.ObjectInfo;
import dev.darkroom.storage.object.ObjectKeys;
import dev.darkroom.storage.object.ObjectPage;
import dev.darkroom.storage.object.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The learned words of all tenants, in an object store:
 *
 * <pre>
 * t/{tenant}/embeddings/{name}/{version}/{file}   claim first, manifest.json last
 * t/{tenant}/embeddings/{name}/about.json         may change
 * t/{tenant}/embedding-aliases/{alias}            the name that it stands for
 * shared/embeddings/{name}                        the tenant whose word everybody may use
 * </pre>
 *
 * <p>A version exists from the moment its manifest does. Its number is claimed first, in the name
 * of whoever publishes: the same claimant gets the same number again, so that a publisher which was
 * cut off, or two of them at once, make one version.
 */
public final class Embeddings {
  /** Beside the claim of a version that was removed. */
  private static final String REMOVED = "removed";

  private static final int MAX_MANIFEST_BYTES = 1 << 20;
  private static final int MAX_FILE_BYTES = 64 << 20;
  private static final int MAX_CLAIMS = 10_000;

  /** Words of a tenant that are listed. */
  private static final int MAX_LISTED = 1_000;

  /** A manifest's bytes. */
  public static final Json<EmbeddingManifest> MANIFEST =
      Json.of("embedding manifest", EmbeddingManifest.class, MAX_MANIFEST_BYTES);

  private static final Json<EmbeddingAbout> ABOUT =
      Json.of("embedding's description", EmbeddingAbout.class, MAX_MANIFEST_BYTES);

  private final ObjectStore store;
  private final InstantSource clock;

  /** Words in this store; the clock dates what is published. */
  public Embeddings(ObjectStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /** The newest version of each of the tenant's words, by name; the first thousand. */
  public List<EmbeddingManifest> list(TenantId tenant) {
    NavigableMap<String, Integer> newest = new TreeMap<>();
    published(ObjectKeys.embeddings(tenant))
        .forEach(part -> newest.merge(part.name(), part.version(), Math::max));
    return newest.entrySet().stream()
        .limit(MAX_LISTED)
        .flatMap(entry -> read(tenant, entry.getKey(), entry.getValue()).stream())
        .toList();
  }

  /** Every version of one of the tenant's words, the newest first; empty where it has none such. */
  public List<EmbeddingManifest> versions(TenantId tenant, String name) {
    return Names.valid(name)
        ? published(ObjectKeys.embedding(tenant, name)).stream()
            .map(ObjectKeys.EmbeddingPart::version)
            .sorted((a, b) -> b - a)
            .limit(MAX_LISTED)
            .flatMap(version -> read(tenant, name, version).stream())
            .toList()
        : List.of();
  }

  /**
   * The word that a tenant means by a name: its own of that name, then its own of that alias, then
   * one that another tenant shares.
   *
   * @param version empty for the newest
   */
  public Optional<EmbeddingManifest> find(TenantId tenant, String name, Optional<Integer> version) {
    if (!Names.valid(name)) {
      return Optional.empty();
    }
    return own(tenant, name, version)
        .or(() ->
            text(ObjectKeys.embeddingAlias(tenant, name))
                .flatMap(meant -> own(tenant, meant, version)))
        .or(() ->
            text(ObjectKeys.sharedEmbedding(name))
                .flatMap(owner -> own(TenantId.of(owner), name, version)));
  }

  /**
   * Publishes a word as the next version of its name. For the same claimant it is done once.
   *
   * @throws StorageException NOT_FOUND where a file is no longer there, CONFLICT where a job's word
   *     was removed: its log is read again and again, and it must not come back
   */
  public EmbeddingManifest publish(TenantId tenant, EmbeddingDraft draft) {
    int version = claim(tenant, draft);
    Optional<EmbeddingManifest> done = read(tenant, draft.name(), version);
    if (done.isPresent()) {
      return done.get();
    }
    List<Output> files = new ArrayList<>();
    for (Output file : draft.files().stream().limit(EmbeddingManifest.MAX_FILES).toList()) {
      files.add(copied(file, ObjectKeys.embeddingFile(tenant, draft.name(), version, file.name())));
    }
    EmbeddingManifest manifest =
        new EmbeddingManifest(
            draft.name(),
            version,
            draft.base(),
            files,
            draft.origin(),
            draft.scores(),
            clock.instant());
    store.put(
        ObjectKeys.embeddingFile(tenant, draft.name(), version, ObjectKeys.MANIFEST),
        MANIFEST.encode(manifest),
        "application/json");
    return manifest;
  }

  /** Removes one version, or all of them; its number is not given again. */
  public void remove(TenantId tenant, String name, Optional<Integer> version) {
    List<EmbeddingManifest> gone =
        versions(tenant, name).stream()
            .filter(m -> version.isEmpty() || version.get() == m.version())
            .toList();
    for (EmbeddingManifest manifest : gone) {
      store.put(
          ObjectKeys.embeddingFile(tenant, name, manifest.version(), REMOVED),
          clock.instant().toString().getBytes(StandardCharsets.US_ASCII),
          "text/plain");
      store.delete(ObjectKeys.embeddingFile(tenant, name, manifest.version(), ObjectKeys.MANIFEST));
      manifest.files().forEach(file -> store.delete(file.key()));
    }
    if (versions(tenant, name).isEmpty()) {
      EmbeddingAbout about = about(tenant, name);
      describe(tenant, name, EmbeddingAbout.NONE, about);
    }
  }

  /** What is said of one of the tenant's words. */
  public EmbeddingAbout about(TenantId tenant, String name) {
    return bytes(ObjectKeys.embeddingAbout(tenant, name))
        .map(ABOUT::decode)
        .orElse(EmbeddingAbout.NONE);
  }

  /**
   * Says something else of it.
   *
   * @throws StorageException CONFLICT where an alias or the shared name is another word's
   */
  public void describe(TenantId tenant, String name, EmbeddingAbout about) {
    describe(tenant, name, about, about(tenant, name));
  }

  private void describe(TenantId tenant, String name, EmbeddingAbout about, EmbeddingAbout before) {
    for (String alias : about.aliases()) {
      take(ObjectKeys.embeddingAlias(tenant, alias), name, "alias '" + alias + "'");
    }
    String shared = ObjectKeys.sharedEmbedding(name);
    switch (about.visibility()) {
      case SHARED -> take(shared, tenant.toString(), "shared name '" + name + "'");
      case PRIVATE -> {
        if (text(shared).equals(Optional.of(tenant.toString()))) {
          store.delete(shared);
        }
      }
    }
    before.aliases().stream()
        .filter(alias -> !about.aliases().contains(alias))
        .forEach(alias -> store.delete(ObjectKeys.embeddingAlias(tenant, alias)));
    store.put(ObjectKeys.embeddingAbout(tenant, name), ABOUT.encode(about), "application/json");
  }

  private void take(String key, String mine, String what) {
    byte[] bytes = mine.getBytes(StandardCharsets.UTF_8);
    if (!store.putIfAbsent(key, bytes, "text/plain") && !text(key).equals(Optional.of(mine))) {
      throw new StorageException(
          Code.CONFLICT, what + " belongs to another word: choose another, or free it there");
    }
  }

  /** The version whose claim is this claimant's; a new one where it has none. */
  private int claim(TenantId tenant, EmbeddingDraft draft) {
    byte[] mine = draft.claimant().getBytes(StandardCharsets.UTF_8);
    for (int version = 1; version <= MAX_CLAIMS; version++) {
      String key = ObjectKeys.embeddingFile(tenant, draft.name(), version, ObjectKeys.CLAIM);
      Optional<String> claimant = text(key);
      if (claimant.isEmpty() && store.putIfAbsent(key, mine, "text/plain")) {
        return version;
      }
      if (claimant.or(() -> text(key)).equals(Optional.of(draft.claimant()))) {
        if (!wasRemoved(tenant, draft.name(), version)) {
          return version;
        }
        if (draft.origin().isPresent()) {
          throw new StorageException(
              Code.CONFLICT, "version " + version + " of '" + draft.name() + "' was removed");
        } // brought once more, it is a version of its own
      }
    }
    throw new StorageException(
        Code.FULL, "word '" + draft.name() + "' has " + MAX_CLAIMS + " versions: use another name");
  }

  private boolean wasRemoved(TenantId tenant, String name, int version) {
    return store.stat(ObjectKeys.embeddingFile(tenant, name, version, REMOVED)).isPresent();
  }

  private Output copied(Output file, String key) {
    byte[] bytes = store.get(file.key(), MAX_FILE_BYTES);
    if (!Digest.of(bytes).equals(file.hash())) {
      throw new StorageException(Code.CORRUPT, file.key() + " is not what its digest says");
    }
    store.put(key, bytes, file.contentType());
    return new Output(
        file.name(),
        file.role(),
        key,
        file.hash(),
        file.contentType(),
        file.sizeBytes(),
        file.seed());
  }

  private Optional<EmbeddingManifest> own(TenantId tenant, String name, Optional<Integer> version) {
    if (version.isPresent()) {
      return version.get() < 1 ? Optional.empty() : read(tenant, name, version.get());
    }
    return published(ObjectKeys.embedding(tenant, name)).stream()
        .map(ObjectKeys.EmbeddingPart::version)
        .max(Integer::compare)
        .flatMap(newest -> read(tenant, name, newest));
  }

  private Optional<EmbeddingManifest> read(TenantId tenant, String name, int version) {
    return bytes(ObjectKeys.embeddingFile(tenant, name, version, ObjectKeys.MANIFEST))
        .map(MANIFEST::decode);
  }

  private List<ObjectKeys.EmbeddingPart> published(String prefix) {
    List<ObjectKeys.EmbeddingPart> manifests = new ArrayList<>();
    Optional<String> from = Optional.empty();
    do {
      ObjectPage page = store.list(prefix, from, ObjectStore.MAX_PAGE);
      page.objects().stream()
          .map(ObjectInfo::key)
          .flatMap(key -> ObjectKeys.parseEmbedding(key).stream())
          .filter(part -> part.file().equals(ObjectKeys.MANIFEST))
          .forEach(manifests::add);
      from = page.next();
    } while (from.isPresent() && manifests.size() < MAX_CLAIMS);
    return manifests;
  }

  private Optional<String> text(String key) {
    return bytes(key).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  private Optional<byte[]> bytes(String key) {
    return store.find(key, MAX_MANIFEST_BYTES);
  }
}
