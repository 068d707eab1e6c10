package dev.darkroom.gateway.route.self;

import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.http.Route;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/** {@code GET /metrics}: figures for Prometheus; from this machine, or with a key. */
final class GetMetrics implements Route {
  private static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final PrometheusMeterRegistry registry;

  GetMetrics(PrometheusMeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public String operationId() {
    return "getMetrics";
  }

  @Override
  public Action read(Request request) {
    if (!request.local() && request.caller().isEmpty()) {
      throw Request.keyIsMissing();
    }
    return () -> Answer.text(CONTENT_TYPE, registry.scrape(CONTENT_TYPE));
  }
}
