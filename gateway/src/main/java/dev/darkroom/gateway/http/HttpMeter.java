package dev.darkroom.gateway.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** How long requests take, by operation and status. */
public final class HttpMeter {
  private static final String OPERATION = "darkroom.operation";

  private final MeterRegistry registry;
  private final Map<Outcome, Timer> timers = new ConcurrentHashMap<>();

  private record Outcome(String operation, int status) {}

  public HttpMeter(MeterRegistry registry) {
    this.registry = registry;
  }

  void measure(RoutingContext ctx) {
    Timer.Sample sample = Timer.start(registry);
    ctx.addEndHandler(_ ->
        sample.stop(
            timers.computeIfAbsent(
                new Outcome(operationOf(ctx), ctx.response().getStatusCode()), this::timer)));
  }

  private Timer timer(Outcome outcome) {
    return Timer.builder("darkroom.gateway.requests")
        .description("Time from a request's head to its answer's end")
        .tag("operation", outcome.operation())
        .tag("status", Integer.toString(outcome.status()))
        .register(registry);
  }

  void name(RoutingContext ctx, String operation) {
    ctx.put(OPERATION, operation);
  }

  private static String operationOf(RoutingContext ctx) {
    @Nullable String operation = ctx.get(OPERATION);
    return operation == null ? "none" : operation;
  }
}
