package dev.darkroom.gateway;

import dev.darkroom.gateway.audit.Auditor;
import dev.darkroom.gateway.batch.BatchOffice;
import dev.darkroom.gateway.hook.Webhooks;
import dev.darkroom.gateway.progress.ProgressHub;
import dev.darkroom.gateway.publish.Publisher;
import dev.darkroom.gateway.view.FarmView;
import dev.darkroom.gateway.view.Sweeper;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.function.ToDoubleFunction;

/** The gateway's figures, beside those of each request. */
final class GatewayMetrics {
  private GatewayMetrics() {}

  static PrometheusMeterRegistry registry(
      FarmView view,
      ProgressHub progress,
      Publisher publisher,
      Sweeper sweeper,
      BatchOffice batches,
      Webhooks webhooks,
      Auditor auditor) {
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
        progress,
        ProgressHub::failures,
        "Questions for progress that Redis did not answer");
    counter(
        registry, "publish.failures", publisher, Publisher::failures, "Results that were given up");
    counter(
        registry,
        "sweep.failures",
        sweeper,
        Sweeper::failures,
        "Sweeps of the object store that failed");
    counter(
        registry,
        "batch.failures",
        batches,
        BatchOffice::failures,
        "Rounds of looking after batches that failed");
    counter(
        registry,
        "webhook.failures",
        webhooks,
        Webhooks::failures,
        "Times that delivering to webhooks began anew because the log failed");
    counter(
        registry,
        "audit.failures",
        auditor,
        Auditor::failures,
        "Entries that the audit log has not taken in time");
    counter(
        registry,
        "audit.skips",
        auditor,
        Auditor::skips,
        "Refused calls that have no entry in the audit log, because there were too many");
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    return registry;
  }

  /** The registry holds its {@code owner} weakly: only what outlives it counts to the end. */
  private static <T> void counter(
      PrometheusMeterRegistry registry,
      String name,
      T owner,
      ToDoubleFunction<T> count,
      String description) {
    FunctionCounter.builder("darkroom.gateway." + name, owner, count)
        .description(description)
        .register(registry);
  }
}
