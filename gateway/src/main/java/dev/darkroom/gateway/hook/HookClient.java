package dev.darkroom.gateway.hook;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.TrustOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Posts to an address that the caller has chosen: {@code Host}, SNI and the certificate's check go
 * by the URL's name, the connection to the address. It follows no redirect, reuses no connection,
 * and reads no more of an answer than it shows.
 */
final class HookClient implements AutoCloseable {
  private static final int SHOWN_BYTES = 1_024;

  /** Of an answer's body; the rest is not waited for. */
  private static final int READ_BYTES = 16_384;

  private static final Duration STOP = Duration.ofSeconds(3);

  private final Vertx vertx;
  private final HttpClientAgent client;

  /**
   * What a receiver answered.
   *
   * @param body its beginning
   */
  record Answer(int status, String body) {}

  /**
   * Makes a client.
   *
   * @param connections that may be open at once
   * @param trust whose certificates are believed; empty for those that the JDK believes
   */
  HookClient(int connections, Duration timeout, Optional<TrustOptions> trust) {
    HttpClientOptions options =
        new HttpClientOptions()
            .setKeepAlive(false)
            .setVerifyHost(true)
            .setConnectTimeout((int) timeout.toMillis())
            .setMaxHeaderSize(16_384)
            .setDecompressionSupported(false);
    trust.ifPresent(options::setTrustOptions);
    this.vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    this.client =
        vertx.createHttpClient(
            options, new PoolOptions().setHttp1MaxSize(connections).setEventLoopSize(0));
  }

  /**
   * Posts a body; blocks until the answer is there.
   *
   * @throws TimeoutException after {@code timeout}, whatever the receiver does meanwhile
   * @throws ExecutionException where there was no answer, with the cause
   */
  Answer post(
      URI url, InetAddress address, Map<String, String> headers, String body, Duration timeout)
      throws InterruptedException, ExecutionException, TimeoutException {
    CompletableFuture<HttpClientRequest> sent = new CompletableFuture<>();
    Future<Answer> answer =
        request(client, url, address)
            .compose(request -> {
              sent.complete(request);
              headers.forEach(request::putHeader);
              return request.send(Buffer.buffer(body.getBytes(StandardCharsets.UTF_8)));
            })
            .compose(HookClient::read);
    try {
      return answer
          .toCompletionStage()
          .toCompletableFuture()
          .get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } finally {
      // Of no effect where all of it was read; one that is only made later ends then.
      var _ = sent.thenAccept(HttpClientRequest::reset);
    }
  }

  @Override
  public void close() {
    try {
      vertx
          .close()
          .toCompletionStage()
          .toCompletableFuture()
          .get(STOP.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the client of webhooks did not stop", e);
    }
  }

  private static Future<HttpClientRequest> request(
      HttpClient client, URI url, InetAddress address) {
    boolean tls = "https".equals(url.getScheme());
    int port = url.getPort() >= 0 ? url.getPort() : tls ? 443 : 80;
    String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    return client.request(
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setServer(SocketAddress.inetSocketAddress(new InetSocketAddress(address, port)))
            .setHost(url.getHost())
            .setPort(port)
            .setSsl(tls)
            .setFollowRedirects(false)
            .setURI(url.getRawQuery() == null ? path : path + "?" + url.getRawQuery()));
  }

  private static Future<Answer> read(HttpClientResponse response) {
    Promise<Answer> whole = Promise.promise();
    Buffer shown = Buffer.buffer();
    int[] length = new int[1];
    Runnable done =
        () ->
            whole.tryComplete(
                new Answer(response.statusCode(), shown.toString(StandardCharsets.UTF_8)));
    response
        .exceptionHandler(whole::tryFail)
        .endHandler(_ -> done.run())
        .handler(piece -> {
          length[0] += piece.length();
          shown.appendBuffer(piece, 0, Math.min(piece.length(), SHOWN_BYTES - shown.length()));
          if (length[0] >= READ_BYTES) {
            done.run();
          }
        });
    return whole.future();
  }
}
