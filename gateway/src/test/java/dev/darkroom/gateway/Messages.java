package dev.darkroom.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Reads the messages of a WebSocket. */
final class Messages implements AutoCloseable {
  private final BlockingQueue<JsonNode> received = new LinkedBlockingQueue<>();
  private final CompletableFuture<Integer> code = new CompletableFuture<>();
  private final WebSocket socket;

  private Messages(HttpClient http, URI uri, Optional<String> key) {
    WebSocket.Builder builder = http.newWebSocketBuilder();
    key.ifPresent(k -> builder.header("Authorization", "Bearer " + k));
    socket = builder.buildAsync(uri, new Reader()).orTimeout(5, TimeUnit.SECONDS).join();
  }

  static Messages open(HttpClient http, URI uri, Optional<String> key) {
    return new Messages(http, uri, key);
  }

  private final class Reader implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        received.add(Client.json(text.toString()));
        text.setLength(0);
      }
      socket.request(1);
      return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
      code.complete(status);
      return CompletableFuture.completedStage(null);
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      code.completeExceptionally(error);
    }
  }

  JsonNode next() throws InterruptedException {
    return Optional.ofNullable(received.poll(5, TimeUnit.SECONDS)).orElseThrow();
  }

  /** Every message until the server ends it. */
  List<JsonNode> rest() {
    code();
    List<JsonNode> all = new ArrayList<>();
    received.drainTo(all);
    return all;
  }

  /** How the server ended it. */
  int code() {
    return code.orTimeout(5, TimeUnit.SECONDS).join();
  }

  @Override
  public void close() {
    socket.abort();
  }
}
