package dev.darkroom.deploy.farm;

import dev.darkroom.deploy.config.FarmSettings;
import dev.darkroom.scheduler.runtime.SchedulerService;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.InetSocketAddress;
import java.util.Optional;

/** A scheduler, and the page on which it tells how it is. */
public final class SchedulerPart implements AutoCloseable {
  private final SchedulerService service;
  private final Optional<StatusPage> page;

  private SchedulerPart(SchedulerService service, Optional<StatusPage> page) {
    this.service = service;
    this.page = page;
  }

  /** Starts a scheduler, with a page where the settings name a port for it. */
  public static SchedulerPart start(FarmSettings.SchedulerAlone alone) {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    SchedulerService service = SchedulerService.start(alone.settings(), registry);
    try {
      return new SchedulerPart(
          service, alone.statusPort().map(port -> page(port, service, registry)));
    } catch (RuntimeException e) {
      service.close();
      throw e;
    }
  }

  /** Where it tells how it is, if anywhere. */
  public Optional<Integer> statusPort() {
    return page.map(StatusPage::port);
  }

  @Override
  public void close() {
    page.ifPresent(StatusPage::close);
    service.close();
  }

  /** Probes and Prometheus come from other machines, so it listens on every address. */
  private static StatusPage page(
      int port, SchedulerService service, PrometheusMeterRegistry registry) {
    return StatusPage.open(
        new InetSocketAddress(0).getAddress(),
        port,
        () -> service.caughtUp() && service.standingBy(),
        registry::scrape);
  }
}
