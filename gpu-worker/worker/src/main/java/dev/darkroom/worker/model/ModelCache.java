package dev.darkroom.worker.model;

import dev.darkroom.job.id.Digest;
import dev.darkroom.job.spec.Resources;
import dev.darkroom.model.LoadOptions;
import dev.darkroom.model.LoadedModel;
import dev.darkroom.model.ModelRegistry;
import dev.darkroom.storage.object.ModelManifest;
import dev.darkroom.storage.object.ModelSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Models in memory, bounded by bytes. The one that was used longest ago gives way first; one that a
 * run uses never does. Loading happens under the cache's lock: a second run that wants the same
 * model waits for it instead of loading it twice.
 */
public final class ModelCache implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ModelCache.class);

  private final ModelSource source;
  private final ModelRegistry registry;
  private final LoadOptions options;
  private final long capBytes;
  private final Holdings holdings;
  private final LinkedHashMap<Key, Entry> held =
      new LinkedHashMap<>(16, 0.75f, true); // by last use
  private boolean closed;

  /**
   * Equal files read by the same family are the same model, whatever its name and version; another
   * number of threads makes another one, since results differ in the last bits.
   */
  private record Key(String family, Digest files, int threads) {}

  private static final class Entry {
    private final ModelSource.LocalModel local;
    private final LoadedModel model;
    private final Set<String> names = new LinkedHashSet<>(); // that it was asked for by
    private final AtomicInteger pins = new AtomicInteger();

    Entry(ModelSource.LocalModel local, LoadedModel model) {
      this.local = local;
      this.model = model;
    }

    void close() {
      try (local) { // its weights are mapped from these files: they go after it
        model.close();
      }
    }
  }

  /** A model in use. */
  public interface Pin extends AutoCloseable {
    LoadedModel model();

    @Override
    void close();
  }

  /**
   * An empty cache.
   *
   * @param capBytes of all models together
   * @param holdings hears the names of the models in memory whenever they change
   */
  public ModelCache(
      ModelSource source,
      ModelRegistry registry,
      LoadOptions options,
      long capBytes,
      Holdings holdings) {
    this.source = source;
    this.registry = registry;
    this.options = options;
    this.capBytes = capBytes;
    this.holdings = holdings;
  }

  /**
   * The model of this manifest, loaded now unless it is in memory. It stays there at least until
   * the pin is closed.
   *
   * @throws ModelTooLargeException if it does not fit beside what is in use
   * @throws dev.darkroom.storage.StorageException as {@link ModelSource#open}
   * @throws dev.darkroom.failure.ModelException as {@link ModelRegistry#load}
   */
  public Pin pin(ModelManifest manifest) {
    return pin(manifest, options.threads());
  }

  /**
   * The same, computing with so many threads.
   *
   * @param threads of one native operation
   */
  public synchronized Pin pin(ModelManifest manifest, int threads) {
    Entry entry = entry(manifest, threads);
    entry.pins.incrementAndGet();
    return new Held(entry);
  }

  /**
   * Brings a model into memory for a run that may come. Its files are fetched first, so that no run
   * waits for the network meanwhile. Neither what a run uses nor what was used last gives way: the
   * next run wants that more likely.
   *
   * @return whether it is there; false if it does not fit beside these
   * @throws dev.darkroom.storage.StorageException as {@link ModelSource#open}
   * @throws dev.darkroom.failure.ModelException as {@link ModelRegistry#load}
   */
  public boolean preload(ModelManifest manifest) {
    try (ModelSource.LocalModel _ = source.open(manifest)) {
      return loadIfItFits(manifest);
    }
  }

  private synchronized boolean loadIfItFits(ModelManifest manifest) {
    if (closed) {
      return false;
    }
    Optional<Entry> latest = latest();
    latest.ifPresent(entry -> entry.pins.incrementAndGet());
    try {
      Entry _ = entry(manifest, options.threads());
      return true;
    } catch (ModelTooLargeException _) {
      return false;
    } finally {
      latest.ifPresent(entry -> entry.pins.decrementAndGet());
    }
  }

  /** The model that was used last, if there is one. */
  private Optional<Entry> latest() {
    return held.isEmpty() ? Optional.empty() : Optional.of(held.lastEntry().getValue());
  }

  private Entry entry(ModelManifest manifest, int threads) {
    Key key = new Key(manifest.card().family(), manifest.digest(), threads);
    Entry entry = held.get(key);
    if (entry == null) {
      entry = load(manifest, threads);
      held.put(key, entry);
    }
    if (entry.names.add(Resources.of(manifest.ref()))) {
      tell();
    }
    return entry;
  }

  /**
   * The files of what is published like a model and added to one; nothing is loaded.
   *
   * @throws dev.darkroom.storage.StorageException as {@link ModelSource#open}
   */
  public ModelSource.LocalModel files(ModelManifest manifest) {
    return source.open(manifest);
  }

  /** Bytes of the models in memory. */
  public synchronized long bytes() {
    return bytes(held.values().stream());
  }

  /** Closes every model that no run uses: memory is short. */
  public synchronized void evictIdle() {
    makeRoom(Long.MAX_VALUE);
  }

  @Override
  public synchronized void close() {
    closed = true;
    held.values().forEach(Entry::close);
    held.clear();
  }

  private Entry load(ModelManifest manifest, int threads) {
    makeRoomFor(manifest, expectedBytes(manifest));
    ModelSource.LocalModel local = source.open(manifest);
    Optional<LoadedModel> loaded = Optional.empty();
    try {
      LoadOptions wished =
          new LoadOptions(options.device(), options.dtype(), options.channelsLast(), threads);
      loaded = Optional.of(registry.load(manifest.card().family(), local.folder(), wished));
      makeRoomFor(manifest, loaded.get().bytes());
      return new Entry(local, loaded.get());
    } catch (Throwable e) { // errors of the native heap too: nothing stays open
      try (local) {
        loaded.ifPresent(LoadedModel::close);
      }
      throw e;
    }
  }

  /** What the weights will occupy, as far as can be told before they are there. */
  private long expectedBytes(ModelManifest manifest) {
    boolean narrow = options.dtype().filter(dtype -> dtype.bytes() < Float.BYTES).isPresent();
    return narrow ? manifest.memoryBytes() / 2 : manifest.memoryBytes();
  }

  /** Nothing gives way to a model that does not fit even then. */
  private void makeRoomFor(ModelManifest manifest, long bytes) {
    long used = bytes(held.values().stream().filter(entry -> entry.pins.get() > 0));
    if (bytes > capBytes - used) {
      throw new ModelTooLargeException(
          "model '%s' takes %d bytes and the worker has %d of %d left: give it more memory"
              .formatted(manifest.ref(), bytes, capBytes - used, capBytes));
    }
    makeRoom(bytes);
  }

  private static long bytes(Stream<Entry> entries) {
    return entries.mapToLong(entry -> entry.model.bytes()).sum();
  }

  /** Closes idle models, longest unused first, until this many bytes are free or none is idle. */
  private void makeRoom(long bytes) {
    List<Entry> gone = new ArrayList<>();
    long left = capBytes - bytes();
    for (Iterator<Entry> i = held.values().iterator(); i.hasNext() && left < bytes; ) {
      Entry entry = i.next();
      if (entry.pins.get() == 0) {
        i.remove();
        gone.add(entry);
        left += entry.model.bytes();
      }
    }
    gone.forEach(entry -> {
      log.info("evicted model {}", entry.local.manifest().ref());
      entry.close();
    });
    if (!gone.isEmpty()) {
      tell();
    }
  }

  private void tell() {
    holdings.set(
        Holdings.Kind.MODEL, held.values().stream().flatMap(e -> e.names.stream()).toList());
  }

  /** Closing it twice counts once. */
  private static final class Held implements Pin {
    private final Entry entry;
    private boolean open = true;

    Held(Entry entry) {
      this.entry = entry;
    }

    @Override
    public LoadedModel model() {
      return entry.model;
    }

    @Override
    public void close() {
      if (open) {
        open = false;
        entry.pins.decrementAndGet(); // without the lock: a run ends while another model loads
      }
    }
  }
}
