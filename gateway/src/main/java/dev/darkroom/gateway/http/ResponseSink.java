package dev.darkroom.gateway.http;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A sink whose one piece in flight is its back-pressure: who reads slowly makes its writer wait.
 */
final class ResponseSink implements Sink {
  private final HttpServerResponse response;
  private final Context context;
  private final Duration slowReader;
  private final CompletableFuture<Void> closed = new CompletableFuture<>();

  ResponseSink(HttpServerResponse response, Context context, Duration slowReader) {
    this.response = response;
    this.context = context;
    this.slowReader = slowReader;
  }

  /** Call on the event loop, before anything is written. */
  void attach() {
    if (response.closed()) {
      closed.complete(null);
    } else {
      response.closeHandler(_ -> closed.complete(null));
    }
  }

  @Override
  public void write(String text) throws InterruptedException {
    write(Buffer.buffer(text));
  }

  @Override
  public void write(byte[] bytes) throws InterruptedException {
    write(Buffer.buffer(bytes));
  }

  private void write(Buffer piece) throws InterruptedException {
    if (closed.isDone()) {
      throw new SinkClosedException("the client has gone");
    }
    CompletableFuture<Void> written = new CompletableFuture<>();
    context.runOnContext(_ -> {
      if (response.closed() || response.ended()) {
        written.completeExceptionally(new SinkClosedException("the client has gone"));
      } else {
        response
            .write(piece)
            .onSuccess(written::complete)
            .onFailure(written::completeExceptionally);
      }
    });
    try {
      written.get(slowReader.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException _) {
      throw new SinkClosedException("the client has gone");
    } catch (TimeoutException _) {
      throw new SinkClosedException("the client took nothing for " + slowReader);
    }
  }

  @Override
  public void onClose(Runnable listener) {
    var _ = closed.thenRun(listener);
  }
}
