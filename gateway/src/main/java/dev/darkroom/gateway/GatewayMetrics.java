package dev.darkroom.gateway;

import dev.darkroom.gateway.progress.ProgressHub;
import dev.darkroom.gateway.view.FarmView;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.function.LongSupplier;

/** The gateway's figures, beside those of each request. */
final class GatewayMetrics {
  private GatewayMetrics() {}

  /**
   * @param publishing words that were given up since the start
   * @param sweeping sweeps that failed since the start
   */
  static PrometheusMeterRegistry registry(
      FarmView view, ProgressHub progress, LongSupplier publishing, LongSupplier sweeping) {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    Gauge.builder("darkroom.gateway.jobs", view.jobs(), jobs -> jobs.size())
        .description("Jobs that the view holds")
        .register(registry);
    Gauge.builder("darkroom.gateway.waiting", view.pools(), pools -> pools.waiting())
        .description("Jobs that wait in all pools")
        .register(registry);
    counter(
        registry,
        "progress.failures",
        progress::failures,
        "Questions for progress that Redis did not answer");
    counter(registry, "publish.failures", publishing, "Learned words that were given up");
    counter(registry, "sweep.failures", sweeping, "Sweeps of the object store that failed");
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    return registry;
  }

  private static void counter(
      PrometheusMeterRegistry registry, String name, LongSupplier count, String description) {
    FunctionCounter.builder("darkroom.gateway." + name, count, LongSupplier::getAsLong)
        .description(description)
        .register(registry);
  }
}
