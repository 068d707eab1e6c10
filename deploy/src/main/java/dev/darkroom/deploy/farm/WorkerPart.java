package dev.darkroom.deploy.farm;

import dev.darkroom.deploy.config.FarmSettings;
import dev.darkroom.storage.log.KafkaLog;
import dev.darkroom.storage.object.LocalModels;
import dev.darkroom.storage.object.ObjectStore;
import dev.darkroom.storage.progress.ProgressPublisher;
import dev.darkroom.storage.progress.RedisProgressPublisher;
import dev.darkroom.worker.WorkerPorts;
import dev.darkroom.worker.WorkerService;
import java.util.UUID;

/** A worker, and the connections that it stands on. */
public final class WorkerPart implements AutoCloseable {
  private final Running running;
  private final WorkerService service;

  private WorkerPart(Running running, WorkerService service) {
    this.running = running;
    this.service = service;
  }

  /**
   * Starts a worker in this process.
   *
   * @throws dev.darkroom.storage.StorageException UNAVAILABLE where Kafka or S3 does not answer,
   *     NOT_FOUND where the log knows no such pool
   */
  public static WorkerPart start(FarmSettings settings) {
    Running running = new Running();
    try {
      String name = settings.worker().identity().name();
      KafkaLog log =
          running.keep(
              Running.Stage.CLIENTS, () -> KafkaLog.open(settings.kafka(), name, UUID::randomUUID));
      ProgressPublisher progress =
          running.keep(Running.Stage.CLIENTS, () -> new RedisProgressPublisher(settings.redis()));
      ObjectStore objects =
          running.keep(Running.Stage.CLIENTS, () -> Stores.objects(settings.s3()));
      LocalModels local =
          running.keep(Running.Stage.CLIENTS, () -> Stores.local(objects, settings.cache()));
      WorkerPorts ports =
          new WorkerPorts(log, objects, Stores.models(objects), local, progress, Families.ALL);
      return new WorkerPart(running, WorkerService.start(settings.worker(), ports));
    } catch (RuntimeException e) {
      running.close();
      throw e;
    }
  }

  /** The worker itself; whoever waits for its end also closes it. */
  public WorkerService service() {
    return service;
  }

  /** Closes the connections of a worker that has ended. */
  @Override
  public void close() {
    running.close();
  }
}
