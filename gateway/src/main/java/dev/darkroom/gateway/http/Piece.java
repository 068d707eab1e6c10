package dev.darkroom.gateway.http;

import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * The one piece that a stream has in flight: it goes over the connection's event loop, and its
 * writer waits for it. So a slow reader makes its own writer wait and nobody else, and no more than
 * one piece is ever kept for it.
 *
 * @param slowReader how long the client may take nothing
 */
record Piece(Context context, Duration slowReader) {

  /**
   * Waits until the connection has taken it.
   *
   * @param write on the event loop; fails where the client has gone
   * @throws SinkClosedException where it has, or takes nothing for too long
   */
  void send(Supplier<Future<Void>> write) throws InterruptedException {
    CompletableFuture<Void> written = new CompletableFuture<>();
    context.runOnContext(
        _ -> write.get().onSuccess(written::complete).onFailure(written::completeExceptionally));
    try {
      written.get(slowReader.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException _) {
      throw new SinkClosedException("the client has gone");
    } catch (TimeoutException _) {
      throw new SinkClosedException("the client took nothing for " + slowReader);
    }
  }
}
