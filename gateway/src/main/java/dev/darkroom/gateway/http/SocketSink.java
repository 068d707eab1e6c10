package dev.darkroom.gateway.http;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Events as the text messages of a WebSocket. What the client says is not listened to. */
final class SocketSink implements EventSink {
  /** Close codes of RFC 6455, 7.4.1. */
  static final short DONE = 1000;

  static final short GOING_AWAY = 1001;

  /** The client did not hold to what it was told: it is too slow. */
  static final short POLICY = 1008;

  static final short BROKEN = 1011;

  private final ServerWebSocket socket;
  private final Piece piece;
  private final CompletableFuture<Void> closed = new CompletableFuture<>();

  /** Call on the event loop. */
  SocketSink(ServerWebSocket socket, Piece piece) {
    this.socket = socket;
    this.piece = piece;
    socket.handler(_ -> {}).closeHandler(_ -> closed.complete(null));
    if (socket.isClosed()) {
      closed.complete(null);
    }
  }

  @Override
  public void tell(Event event) throws InterruptedException {
    String message = EventText.message(event);
    send(() -> socket.writeTextMessage(message));
  }

  @Override
  public void heartbeat() throws InterruptedException {
    send(() -> socket.writePing(Buffer.buffer()));
  }

  @Override
  public void onClose(Runnable listener) {
    var _ = closed.thenRun(listener);
  }

  /** Says goodbye; a client that does not answer is cut off by the server's own time limit. */
  void close(short code, String reason) {
    var _ = socket.close(code, reason);
  }

  private void send(Supplier<Future<Void>> write) throws InterruptedException {
    if (closed.isDone()) {
      throw new SinkClosedException("the client has gone");
    }
    piece.send(() -> socket.isClosed() ? Future.failedFuture("the client has gone") : write.get());
  }
}
