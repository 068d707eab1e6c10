package dev.darkroom.deploy.farm;

import dev.darkroom.deploy.config.FarmSettings;
import dev.darkroom.gateway.Backends;
import dev.darkroom.gateway.GatewayService;
import dev.darkroom.storage.log.KafkaLog;
import dev.darkroom.storage.object.ObjectStore;
import dev.darkroom.storage.progress.ProgressReader;
import dev.darkroom.storage.progress.RedisProgressReader;
import java.net.URI;
import java.util.UUID;

/** A gateway, and the connections that it stands on. */
public final class GatewayPart implements AutoCloseable {
  private final Running running;
  private final GatewayService service;

  private GatewayPart(Running running, GatewayService service) {
    this.running = running;
    this.service = service;
  }

  /**
   * Starts a gateway; {@code /readyz} says when it takes jobs.
   *
   * @throws dev.darkroom.storage.StorageException UNAVAILABLE where Kafka or S3 does not answer
   */
  public static GatewayPart start(FarmSettings settings) {
    Running running = new Running();
    try {
      KafkaLog log =
          running.keep(
              Running.Stage.CLIENTS,
              () -> KafkaLog.open(settings.kafka(), "gateway", UUID::randomUUID));
      ProgressReader progress =
          running.keep(Running.Stage.CLIENTS, () -> new RedisProgressReader(settings.redis()));
      ObjectStore objects =
          running.keep(Running.Stage.CLIENTS, () -> Stores.objects(settings.s3()));
      Backends backends =
          new Backends(
              log.specs(),
              log.commandSender(),
              log.stateFeed(),
              progress,
              objects,
              Stores.models(objects));
      GatewayService service =
          running.keep(
              Running.Stage.EDGE, () -> GatewayService.start(settings.gateway(), backends));
      return new GatewayPart(running, service);
    } catch (RuntimeException e) {
      running.close();
      throw e;
    }
  }

  /** Where clients reach it. */
  public URI url() {
    return service.url();
  }

  /** The key that clients need. */
  public String apiKey() {
    return service.apiKey();
  }

  @Override
  public void close() {
    running.close();
  }
}
