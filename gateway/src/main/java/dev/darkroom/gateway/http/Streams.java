package dev.darkroom.gateway.http;

import dev.darkroom.gateway.problem.Problem;
import dev.darkroom.gateway.problem.ProblemCode;
import io.vertx.core.Context;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Answers that go on: each on the virtual thread that it was made on, so many at once. */
final class Streams {
  private static final Duration RETRY_BUSY = Duration.ofSeconds(1);

  private final Semaphore free;
  private final HttpLimits limits;

  Streams(HttpLimits limits) {
    this.limits = limits;
    this.free = new Semaphore(limits.atOnce().streams());
  }

  /** One request that is being answered. */
  record Exchange(HttpServerRequest request, Context context, String requestId) {
    HttpServerResponse response() {
      return request.response();
    }

    /** Whether the client would rather have a WebSocket. */
    boolean wantsSocket() {
      return Streams.wantsSocket(request);
    }

    private void onLoop(Runnable action) {
      context.runOnContext(_ -> action.run());
    }
  }

  /** Whether a request asks for a WebSocket; it must stay unread until it has it. */
  static boolean wantsSocket(HttpServerRequest request) {
    @Nullable String upgrade = request.getHeader(HttpHeaders.UPGRADE);
    return upgrade != null && upgrade.equalsIgnoreCase("websocket");
  }

  /** Writes the stream until it ends, its client has gone or is too slow. Blocks. */
  void stream(Exchange exchange, Answer.Stream stream) {
    if (exchange.request().method().equals(HttpMethod.HEAD)) {
      exchange.onLoop(() -> {
        Responder.begin(exchange.response(), stream, exchange.requestId());
        var _ = exchange.response().end();
      });
    } else if (admitted(exchange)) {
      try {
        write(exchange, stream);
      } finally {
        free.release();
      }
    }
  }

  /** The same with events. Blocks. */
  void events(Exchange exchange, Answer.Events events) {
    if (!exchange.wantsSocket() && events.over()) {
      exchange.onLoop(
          () -> Responder.send(exchange.response(), Answer.noContent(), exchange.requestId()));
    } else if (!exchange.wantsSocket()) {
      stream(exchange, events.stream());
    } else if (admitted(exchange)) {
      try {
        converse(exchange, events);
      } finally {
        free.release();
      }
    }
  }

  private boolean admitted(Exchange exchange) {
    if (free.tryAcquire()) {
      return true;
    }
    Problem busy =
        Problem.of(
                ProblemCode.TOO_MANY_REQUESTS,
                limits.atOnce().streams() + " streams are open, the most at once: try again")
            .retryAfter(RETRY_BUSY);
    Answer.Whole refusal = Responder.answer(busy, exchange.requestId());
    exchange.onLoop(() -> Responder.send(exchange.response(), refusal, exchange.requestId()));
    return false;
  }

  private Piece piece(Exchange exchange) {
    return new Piece(exchange.context(), limits.patience().slowReader());
  }

  private void write(Exchange exchange, Answer.Stream stream) {
    HttpServerResponse response = exchange.response();
    ResponseSink sink = new ResponseSink(response, piece(exchange));
    exchange.onLoop(() -> {
      sink.attach();
      if (!response.closed()) {
        Responder.begin(response, stream, exchange.requestId());
      }
    });
    try {
      stream.source().writeTo(sink);
      exchange.onLoop(response::end);
    } catch (SinkClosedException _) {
      // Gone, or too slow: nothing that is still buffered for it is worth keeping.
      exchange.onLoop(response::reset);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      exchange.onLoop(response::end);
    } catch (RuntimeException e) {
      Failures.problem(e, exchange.requestId());
      exchange.onLoop(response::reset);
    }
  }

  private void converse(Exchange exchange, Answer.Events events) {
    CompletableFuture<SocketSink> opened = new CompletableFuture<>();
    exchange.onLoop(() ->
        exchange
            .request()
            .toWebSocket()
            .map(socket -> new SocketSink(socket, piece(exchange)))
            .onSuccess(opened::complete)
            .onFailure(opened::completeExceptionally));
    try {
      converse(
          exchange,
          events,
          opened.get(limits.patience().slowReader().toNanos(), TimeUnit.NANOSECONDS));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException _) {
      // No WebSocket after all: whoever asked has been told why, or is gone.
      exchange.onLoop(() -> exchange.request().connection().close());
    }
  }

  private static void converse(Exchange exchange, Answer.Events events, SocketSink sink) {
    try {
      events.source().tell(sink);
      exchange.onLoop(() -> sink.close(SocketSink.DONE, "nothing is left to tell"));
    } catch (SinkClosedException e) {
      exchange.onLoop(() -> sink.close(SocketSink.POLICY, String.valueOf(e.getMessage())));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      exchange.onLoop(() -> sink.close(SocketSink.GOING_AWAY, "the gateway is stopping"));
    } catch (RuntimeException e) {
      Failures.problem(e, exchange.requestId());
      exchange.onLoop(() -> sink.close(SocketSink.BROKEN, "the gateway made a mistake"));
    }
  }
}
