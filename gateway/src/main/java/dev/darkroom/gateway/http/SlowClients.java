package dev.darkroom.gateway.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Holds clients to a pace, whatever they trickle to keep a connection from being idle: the head of
 * a request must be there after some time, and its body must come with so many bytes a second. For
 * one event loop.
 */
final class SlowClients {
  /** For an answer on its way; without a time, a connection waits for its request to end. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  private final Vertx vertx;
  private final HttpLimits limits;
  private final Consumer<RoutingContext> refuse;

  /** The connections that owe a head, each with its timer. */
  private final Map<HttpConnection, Long> heads = new HashMap<>();

  /**
   * @param refuse answers a request whose body comes too slowly
   */
  SlowClients(Vertx vertx, HttpLimits limits, Consumer<RoutingContext> refuse) {
    this.vertx = vertx;
    this.limits = limits;
    this.refuse = refuse;
  }

  /** A connection is there; its first request must be soon. */
  void connected(HttpConnection connection) {
    connection.closeHandler(_ -> disarm(connection));
    arm(connection, limits.pace().head());
  }

  /** The head of a request has come: now its body must, and then the next head. */
  void began(RoutingContext ctx) {
    HttpServerRequest request = ctx.request();
    HttpConnection connection = request.connection();
    disarm(connection);
    if (Streams.wantsSocket(request)) {
      return; // no further request comes
    }
    if (request.version() != HttpVersion.HTTP_2) {
      ctx.addEndHandler(_ -> arm(connection, limits.idle()));
    }
    if (!request.isEnded()) {
      watchBody(ctx, request);
    }
  }

  private void watchBody(RoutingContext ctx, HttpServerRequest request) {
    long[] read = {0};
    long timer =
        vertx.setPeriodic(
            limits.pace().look().toMillis(),
            id -> {
              if (request.isEnded() || ctx.response().ended()) {
                var _ = vertx.cancelTimer(id);
              } else if (request.bytesRead() - read[0] < limits.pace().bytesPerLook()) {
                var _ = vertx.cancelTimer(id);
                refuse.accept(ctx);
                end(request.connection());
              } else {
                read[0] = request.bytesRead();
              }
            });
    ctx.addEndHandler(_ -> vertx.cancelTimer(timer));
  }

  private void arm(HttpConnection connection, Duration wait) {
    disarm(connection);
    heads.put(
        connection,
        vertx.setTimer(
            wait.toMillis(),
            _ -> {
              heads.remove(connection);
              end(connection);
            }));
  }

  private static void end(HttpConnection connection) {
    var _ = connection.shutdown(GRACE.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void disarm(HttpConnection connection) {
    @Nullable Long timer = heads.remove(connection);
    if (timer != null) {
      var _ = vertx.cancelTimer(timer);
    }
  }
}
