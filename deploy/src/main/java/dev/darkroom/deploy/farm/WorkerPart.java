package dev.darkroom.deploy.farm;

import dev.darkroom.deploy.config.FarmSettings;
import dev.darkroom.storage.log.KafkaLog;
import dev.darkroom.storage.object.ModelRepository;
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
      ModelRepository models = Stores.models(objects);
      WorkerPorts ports =
          new WorkerPorts(
              log,
              objects,
              models,
              Stores.source(objects, settings.cache()),
              progress,
              Families.ALL);
      WorkerService service =
          running.keep(
              Running.Stage.WORKERS, () -> WorkerService.start(settings.worker(), ports));
      return new WorkerPart(running, service);
    } catch (RuntimeException e) {
      running.close();
      throw e;
    }
  }

  public WorkerService service() {
    return service;
  }

  @Override
  public void close() {
    running.close();
  }
}
