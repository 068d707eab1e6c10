package dev.darkroom.gateway.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Holds clients to a pace, whatever they trickle to keep a connection from being idle: the head of
 * a request must be there after some time, and its body must come with so many bytes a second. For
 * one event loop.
 */
final class SlowClients {
  /** For an answer on its way; without a time, a connection waits for its request to end. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  /** What the shortest wait is divided by: nobody is let off much longer than that. */
  private static final int SWEEPS_A_WAIT = 8;

  private static final Duration MOST_OFTEN = Duration.ofMillis(5);
  private static final Duration RAREST = Duration.ofSeconds(1);

  private final HttpLimits limits;
  private final Duration every;
  private final Consumer<RoutingContext> refuse;

  /** The connections that owe a head, each with the sweep at which it should have come. */
  private final Map<HttpConnection, Long> heads = new HashMap<>();

  /** The requests whose bodies are on their way. */
  private final Map<RoutingContext, Coming> bodies = new HashMap<>();

  private long sweeps;

  /**
   * How far a body has come.
   *
   * @param read bytes at the last look
   * @param look the sweep at which it is looked at next
   */
  private record Coming(long read, long look) {}

  private SlowClients(HttpLimits limits, Consumer<RoutingContext> refuse) {
    this.limits = limits;
    this.every = every(limits);
    this.refuse = refuse;
  }

  /**
   * Watches from now on, for as long as the event loop's verticle is there. One timer looks after
   * all: a timer for each request would cost more than most requests do.
   *
   * @param refuse answers a request whose body comes too slowly
   */
  static SlowClients watch(Vertx vertx, HttpLimits limits, Consumer<RoutingContext> refuse) {
    SlowClients clients = new SlowClients(limits, refuse);
    var _ = vertx.setPeriodic(clients.every.toMillis(), _ -> clients.sweep());
    return clients;
  }

  private static Duration every(HttpLimits limits) {
    Duration shortest =
        Collections.min(
            List.of(limits.pace().head(), limits.pace().look(), limits.patience().idle()));
    Duration often = shortest.dividedBy(SWEEPS_A_WAIT);
    return Collections.max(List.of(MOST_OFTEN, Collections.min(List.of(often, RAREST))));
  }

  /** A connection is there; its first request must be soon. */
  void connected(HttpConnection connection) {
    connection.closeHandler(_ -> heads.remove(connection));
    owes(connection, limits.pace().head());
  }

  /** The head of a request has come: now its body must, and then the next head. */
  void began(RoutingContext ctx) {
    HttpServerRequest request = ctx.request();
    heads.remove(request.connection());
    if (Streams.wantsSocket(request)) {
      return; // no further request comes
    }
    if (!request.isEnded()) {
      bodies.put(ctx, new Coming(0, after(limits.pace().look())));
    }
    ctx.addEndHandler(_ -> ended(ctx));
  }

  private void ended(RoutingContext ctx) {
    bodies.remove(ctx);
    if (ctx.request().version() != HttpVersion.HTTP_2) {
      owes(ctx.request().connection(), limits.patience().idle());
    }
  }

  private void owes(HttpConnection connection, Duration wait) {
    heads.put(connection, after(wait));
  }

  /** The first sweep that comes no sooner than so long from now. */
  private long after(Duration wait) {
    return sweeps + wait.dividedBy(every) + 2;
  }

  private void sweep() {
    sweeps++;
    // Lists, because whoever is ended leaves the maps meanwhile.
    heads.entrySet().stream()
        .filter(owing -> owing.getValue() <= sweeps)
        .map(Map.Entry::getKey)
        .toList()
        .forEach(connection -> {
          heads.remove(connection);
          end(connection);
        });
    bodies.entrySet().stream()
        .filter(coming -> coming.getValue().look() <= sweeps)
        .toList()
        .forEach(coming -> look(coming.getKey(), coming.getValue()));
  }

  private void look(RoutingContext ctx, Coming before) {
    HttpServerRequest request = ctx.request();
    if (request.isEnded() || ctx.response().ended()) {
      bodies.remove(ctx);
    } else if (request.bytesRead() - before.read() < limits.pace().bytesPerLook()) {
      bodies.remove(ctx);
      refuse.accept(ctx);
      end(request.connection());
    } else {
      bodies.put(ctx, new Coming(request.bytesRead(), after(limits.pace().look())));
    }
  }

  private static void end(HttpConnection connection) {
    var _ = connection.shutdown(GRACE.toMillis(), TimeUnit.MILLISECONDS);
  }
}
