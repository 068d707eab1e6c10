package dev.darkroom.storage.object;

import io.minio.MinioAsyncClient;
import java.net.URI;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;

/**
 * The SDK's clients: one for requests and one that only signs, for the address that clients see.
 * They share connections and threads, and no thread of theirs keeps the process alive.
 */
record S3Clients(
    MinioAsyncClient store, MinioAsyncClient signer, OkHttpClient http, ExecutorService threads)
    implements AutoCloseable {
  private static final int MAX_REQUESTS = 64;
  private static final int IDLE_CONNECTIONS = 8;
  private static final int IDLE_SECONDS = 30;

  static S3Clients open(S3Settings settings) {
    ExecutorService threads =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("s3-", 0).factory());
    Dispatcher dispatcher = new Dispatcher(threads);
    dispatcher.setMaxRequests(MAX_REQUESTS);
    dispatcher.setMaxRequestsPerHost(MAX_REQUESTS);
    OkHttpClient http =
        new OkHttpClient.Builder()
            .dispatcher(dispatcher)
            .connectionPool(new ConnectionPool(IDLE_CONNECTIONS, IDLE_SECONDS, TimeUnit.SECONDS))
            .connectTimeout(settings.waits().connect())
            .readTimeout(settings.waits().silence())
            .writeTimeout(settings.waits().silence())
            .protocols(List.of(Protocol.HTTP_1_1))
            .build();
    return new S3Clients(
        client(settings, settings.endpoint(), http),
        client(settings, settings.publicEndpoint().orElse(settings.endpoint()), http),
        http,
        threads);
  }

  private static MinioAsyncClient client(S3Settings settings, URI endpoint, OkHttpClient http) {
    return MinioAsyncClient.builder()
        .endpoint(endpoint.toString())
        .region(settings.region()) // known, so that it is never asked for
        .credentials(settings.credentials().accessKey(), settings.credentials().secretKey())
        .httpClient(http)
        .build();
  }

  @Override
  public void close() {
    http.dispatcher().cancelAll();
    threads.shutdownNow();
    http.connectionPool().evictAll();
  }
}
