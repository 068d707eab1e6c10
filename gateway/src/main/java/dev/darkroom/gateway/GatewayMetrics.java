package dev.darkroom.gateway;

import dev.darkroom.gateway.progress.ProgressHub;
import dev.darkroom.gateway.view.FarmView;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/** The gateway's figures, beside those of each request. */
final class GatewayMetrics {
  private GatewayMetrics() {}

  static PrometheusMeterRegistry registry(FarmView view, ProgressHub progress) {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    Gauge.builder("darkroom.gateway.jobs", view.jobs(), jobs -> jobs.size())
        .description("Jobs that the view holds")
        .register(registry);
    Gauge.builder("darkroom.gateway.waiting", view.pools(), pools -> pools.waiting())
        .description("Jobs that wait in all pools")
        .register(registry);
    FunctionCounter.builder("darkroom.gateway.progress.failures", progress, ProgressHub::failures)
        .description("Questions for progress that Redis did not answer")
        .register(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    return registry;
  }
}
