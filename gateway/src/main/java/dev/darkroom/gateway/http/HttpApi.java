package dev.darkroom.gateway.http;

import dev.darkroom.gateway.audit.Auditor;
import dev.darkroom.gateway.auth.Authenticator;
import dev.darkroom.gateway.auth.Caller;
import dev.darkroom.gateway.http.ApiServer.Endpoint;
import dev.darkroom.gateway.limit.Standing;
import dev.darkroom.gateway.limit.Turnstile;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;

/** The running HTTP edge: a Vert.x of its own, one server on it, and the virtual threads behind. */
public final class HttpApi implements AutoCloseable {
  private static final Duration STOP = Duration.ofSeconds(5);

  private final Vertx vertx;
  private final ExecutorService threads;
  private final ApiServer server;

  /**
   * What the edge is made of.
   *
   * @param routes one for each operation of the document
   * @param budgets how a caller's budget stands, where it has one; returns at once
   * @param ids draws random UUIDs, for request ids
   */
  public record Parts(
      ApiDocument document,
      List<Route> routes,
      Authenticator authenticator,
      Turnstile turnstile,
      Function<Caller, Optional<Standing>> budgets,
      Auditor auditor,
      HttpMeter meter,
      Supplier<UUID> ids) {}

  private HttpApi(Vertx vertx, ExecutorService threads, ApiServer server) {
    this.vertx = vertx;
    this.threads = threads;
    this.server = server;
  }

  /**
   * Starts listening; blocks until it does.
   *
   * @throws IllegalArgumentException where the certificate is not what it should be
   * @throws IllegalStateException where the port cannot be had, or document and routes differ
   */
  public static HttpApi start(Parts parts, Endpoint endpoint, HttpLimits limits) {
    ApiRouter router = new ApiRouter(parts, limits);
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    ExecutorService threads =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("gateway-", 0).factory());
    ApiServer server = new ApiServer(router, endpoint, limits, threads, parts.ids());
    HttpApi api = new HttpApi(vertx, threads, server);
    try {
      vertx.deployVerticle(server).toCompletionStage().toCompletableFuture().join();
      return api;
    } catch (CompletionException e) {
      api.close();
      Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
      if (cause instanceof IllegalArgumentException wrong) {
        throw wrong; // of the settings, and says which
      }
      throw new IllegalStateException(
          "the gateway cannot listen on "
              + endpoint.host()
              + ":"
              + endpoint.port()
              + ": "
              + cause.getMessage(),
          cause);
    }
  }

  /** The port that it listens on. */
  public int port() {
    return server.port();
  }

  /** Ends streams and waiting requests, then the server. */
  @Override
  public void close() {
    threads.shutdownNow();
    try {
      var _ = threads.awaitTermination(STOP.toMillis(), TimeUnit.MILLISECONDS);
      vertx
          .close()
          .toCompletionStage()
          .toCompletableFuture()
          .get(STOP.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the HTTP server did not stop", e);
    }
  }
}
