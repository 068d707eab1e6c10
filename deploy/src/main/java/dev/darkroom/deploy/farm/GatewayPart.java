package dev.darkroom.deploy.farm;

import dev.darkroom.deploy.config.FarmSettings;
import dev.darkroom.gateway.Backends;
import dev.darkroom.gateway.GatewayService;
import dev.darkroom.storage.connect.Stores;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;

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
      Stores stores =
          running.keep(Running.Stage.CLIENTS, () -> Stores.open(settings.stores(), "gateway"));
      Backends backends =
          new Backends(
              stores.log().specs(),
              stores.log().commandSender(),
              stores.log().stateFeed(),
              stores.progressReader(),
              stores.objects(),
              stores.models(),
              stores.log().hooks(),
              stores.log().audit());
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

  /** What its {@code /metrics} shows. */
  MeterRegistry metrics() {
    return service.metrics();
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
