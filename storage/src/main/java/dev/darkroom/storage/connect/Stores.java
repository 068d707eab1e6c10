package dev.darkroom.storage.connect;

import dev.darkroom.storage.log.FarmLog;
import dev.darkroom.storage.log.KafkaLog;
import dev.darkroom.storage.object.ModelRepository;
import dev.darkroom.storage.object.ObjectStore;
import dev.darkroom.storage.object.S3ObjectStore;
import dev.darkroom.storage.object.StoredModels;
import dev.darkroom.storage.progress.ProgressPublisher;
import dev.darkroom.storage.progress.ProgressReader;
import dev.darkroom.storage.progress.RedisProgressPublisher;
import dev.darkroom.storage.progress.RedisProgressReader;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process's connections to the farm's stores. It closes what it gave out, newest first; state and
 * assignment feeds belong to the threads that read them.
 */
public final class Stores implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Stores.class);

  private final StoreSettings settings;
  private final FarmLog log;
  private final ObjectStore objects;
  private final ModelRepository models;
  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  private Stores(StoreSettings settings, FarmLog log, ObjectStore objects, InstantSource clock) {
    this.settings = settings;
    this.log = log;
    this.objects = objects;
    this.models = new StoredModels(objects, clock);
    open.push(objects);
    open.push(log);
  }

  /** The machine's clock and random ids. */
  public static Stores open(StoreSettings settings, String clientId) {
    return open(settings, clientId, InstantSource.system(), UUID::randomUUID);
  }

  /**
   * Reaches the log and the objects, and makes topics and bucket where they are missing. Redis need
   * not be up.
   *
   * @param clientId this process's name in the broker's logs
   * @throws dev.darkroom.storage.StorageException UNAVAILABLE or FORBIDDEN, saying which of them
   *     and what to do
   */
  public static Stores open(
      StoreSettings settings, String clientId, InstantSource clock, Supplier<UUID> ids) {
    S3ObjectStore objects = new S3ObjectStore(settings.s3());
    try {
      objects.ensureBucket();
      return new Stores(settings, KafkaLog.open(settings.kafka(), clientId, ids), objects, clock);
    } catch (RuntimeException e) {
      objects.close();
      throw e;
    }
  }

  public FarmLog log() {
    return log;
  }

  public ObjectStore objects() {
    return objects;
  }

  public ModelRepository models() {
    return models;
  }

  /** A publisher of its own for each caller. */
  public ProgressPublisher progressPublisher() {
    return kept(new RedisProgressPublisher(settings.redis()));
  }

  /** A reader of its own for each caller. */
  public ProgressReader progressReader() {
    return kept(new RedisProgressReader(settings.redis()));
  }

  @Override
  public synchronized void close() {
    while (!open.isEmpty()) {
      AutoCloseable part = open.pop();
      try {
        part.close();
      } catch (Exception e) {
        LOG.warn("closing {} failed", part.getClass().getSimpleName(), e);
      }
    }
  }

  private synchronized <T extends AutoCloseable> T kept(T part) {
    open.push(part);
    return part;
  }
}
