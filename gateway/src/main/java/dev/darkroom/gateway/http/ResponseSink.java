package dev.darkroom.gateway.http;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.concurrent.CompletableFuture;

/** A sink that is the body of an answer. */
final class ResponseSink implements Sink {
  private final HttpServerResponse response;
  private final Piece piece;
  private final CompletableFuture<Void> closed = new CompletableFuture<>();

  ResponseSink(HttpServerResponse response, Piece piece) {
    this.response = response;
    this.piece = piece;
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

  @Override
  public void onClose(Runnable listener) {
    var _ = closed.thenRun(listener);
  }

  private void write(Buffer buffer) throws InterruptedException {
    if (closed.isDone()) {
      throw new SinkClosedException("the client has gone");
    }
    piece.send(() ->
        response.closed() || response.ended()
            ? Future.failedFuture("the client has gone")
            : response.write(buffer));
  }
}
