package dev.darkroom.deploy.farm;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * What a part without an API tells of itself over HTTP, for probes and Prometheus: {@code /healthz}
 * answers 200 while the process lives, {@code /readyz} 200 or 503, {@code /metrics} its figures. It
 * tells nothing of jobs and takes nothing, so it asks for no key.
 */
public final class StatusPage implements AutoCloseable {
  /** Requests that wait for an answer; more are refused by the system. */
  private static final int BACKLOG = 16;

  private static final Duration LAST_ANSWERS = Duration.ofSeconds(1);

  private final HttpServer server;
  private final ExecutorService threads;

  private StatusPage(HttpServer server, ExecutorService threads) {
    this.server = server;
    this.threads = threads;
  }

  /**
   * Answers from now on.
   *
   * @param port 0 for any free
   * @param ready whether the part does its work
   * @param metrics in Prometheus' text form
   * @throws UncheckedIOException where the port is taken
   */
  public static StatusPage open(
      InetAddress host, int port, BooleanSupplier ready, Supplier<String> metrics) {
    try {
      HttpServer server = HttpServer.create(new InetSocketAddress(host, port), BACKLOG);
      ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
      server.setExecutor(threads);
      server.createContext("/healthz", asked -> answer(asked, 200, "ok\n"));
      server.createContext(
          "/readyz",
          asked -> {
            boolean yes = ready.getAsBoolean();
            answer(asked, yes ? 200 : 503, yes ? "ready\n" : "catching up with the log\n");
          });
      server.createContext("/metrics", asked -> answer(asked, 200, metrics.get()));
      server.start();
      return new StatusPage(server, threads);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "port %d of %s is taken: use another status port, or 0 for any free"
              .formatted(port, host.getHostAddress()),
          e);
    }
  }

  /** Where it answers. */
  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop((int) LAST_ANSWERS.toSeconds());
    threads.close();
  }

  private static void answer(HttpExchange asked, int status, String text) throws IOException {
    try (asked) {
      byte[] body = text.getBytes(StandardCharsets.UTF_8);
      asked.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
      asked.sendResponseHeaders(status, body.length);
      asked.getResponseBody().write(body);
    }
  }
}
