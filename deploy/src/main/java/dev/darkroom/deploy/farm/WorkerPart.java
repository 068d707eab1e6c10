package dev.darkroom.deploy.farm;

import dev.darkroom.deploy.config.FarmSettings;
import dev.darkroom.storage.connect.Stores;
import dev.darkroom.storage.object.LocalModels;
import dev.darkroom.worker.WorkerPorts;
import dev.darkroom.worker.WorkerService;
import java.time.Duration;
import java.time.InstantSource;

/** A worker, and the connections that it stands on. */
public final class WorkerPart implements AutoCloseable {
  /** How long a worker waits for another on the same machine that fetches the same model. */
  private static final Duration FETCH_PATIENCE = Duration.ofMinutes(10);

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
      Stores stores =
          running.keep(Running.Stage.CLIENTS, () -> Stores.open(settings.stores(), name));
      LocalModels local =
          running.keep(
              Running.Stage.CLIENTS,
              () ->
                  new LocalModels(
                      stores.objects(),
                      settings.cache().folder(),
                      settings.cache().maxBytes(),
                      FETCH_PATIENCE,
                      InstantSource.system()));
      WorkerPorts ports =
          new WorkerPorts(
              stores.log(),
              stores.objects(),
              stores.models(),
              local,
              stores.progressPublisher(),
              Families.ALL);
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
