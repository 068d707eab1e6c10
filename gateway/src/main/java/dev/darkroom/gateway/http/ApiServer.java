package dev.darkroom.gateway.http;

import dev.darkroom.gateway.problem.Problem;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;

/** The HTTP server on its event loop. */
public final class ApiServer extends VerticleBase {
  /** For which a WebSocket's client may take its leave. */
  private static final int CLOSING_SECONDS = 2;

  private final ApiRouter router;
  private final Endpoint endpoint;
  private final HttpLimits limits;
  private final ExecutorService threads;
  private final Supplier<UUID> ids;
  private volatile int port;

  /**
   * Where the server listens.
   *
   * @param port 0 for any free one
   * @param tls empty for plain HTTP
   */
  public record Endpoint(String host, int port, Optional<Tls> tls) {}

  ApiServer(
      ApiRouter router,
      Endpoint endpoint,
      HttpLimits limits,
      ExecutorService threads,
      Supplier<UUID> ids) {
    this.router = router;
    this.endpoint = endpoint;
    this.limits = limits;
    this.threads = threads;
    this.ids = ids;
  }

  @Override
  public Future<?> start() {
    return endpoint
        .tls()
        .map(tls ->
            vertx
                .executeBlocking(() -> tls.read(vertx, Instant.now()))
                .compose(pair ->
                    listen(secured(options(), pair))
                        .onSuccess(server -> new TlsWatch(vertx, server, tls, pair).begin())))
        .orElseGet(() -> listen(options()));
  }

  private Future<HttpServer> listen(HttpServerOptions options) {
    SlowClients slow = SlowClients.watch(vertx, limits, router::refuseSlow);
    HttpServer server =
        vertx
            .createHttpServer(options)
            .connectionHandler(slow::connected)
            .invalidRequestHandler(this::invalid);
    return router
        .build(vertx, threads, slow)
        .compose(built -> server.requestHandler(built).listen(endpoint.port(), endpoint.host()))
        .onSuccess(bound -> port = bound.actualPort());
  }

  private static HttpServerOptions secured(HttpServerOptions options, Tls.Pair pair) {
    return options
        .setSsl(true)
        .setUseAlpn(true)
        .setKeyCertOptions(pair.options())
        .setEnabledSecureTransportProtocols(Tls.PROTOCOLS);
  }

  private HttpServerOptions options() {
    return new HttpServerOptions()
        .setMaxHeaderSize(limits.sizes().headers())
        .setMaxInitialLineLength(8_192)
        .setInitialSettings(new Http2Settings().setMaxHeaderListSize(limits.sizes().headers()))
        .setIdleTimeout((int) limits.patience().idle().toSeconds())
        // A connection that may still turn to HTTP/2 is unknown to us until its first head is
        // whole: nobody could end it. Over TLS, HTTP/2 is agreed on before.
        .setHttp2ClearTextEnabled(false)
        .setPerMessageWebSocketCompressionSupported(false)
        .setPerFrameWebSocketCompressionSupported(false)
        .setWebSocketClosingTimeout(CLOSING_SECONDS)
        .setHandle100ContinueAutomatically(true);
  }

  /** The port that the server listens on, once it has started. */
  public int port() {
    return port;
  }

  /** What is not even HTTP. */
  private void invalid(HttpServerRequest request) {
    Throwable cause = request.decoderResult().cause();
    int status =
        cause instanceof TooLongHttpLineException
            ? 414
            : cause instanceof TooLongHttpHeaderException ? 431 : 400;
    Problem problem = Failures.problem(status, limits);
    String requestId = ids.get().toString();
    Responder.send(request.response(), Responder.answer(problem, requestId), requestId);
    var _ = request.connection().close();
  }
}
