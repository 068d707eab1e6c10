package dev.darkroom.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;

/** A server that answers as a test wants it to, and remembers what it was asked. */
public final class ScriptedFarm implements AutoCloseable {
  private final HttpServer server;
  private final Map<String, Handler> routes = new ConcurrentHashMap<>();
  private final List<Asked> asked = Collections.synchronizedList(new ArrayList<>());

  /** How a path is answered. */
  @FunctionalInterface
  public interface Handler {
    void handle(HttpExchange exchange) throws IOException;
  }

  /** A request that came. */
  public record Asked(String method, String path, Map<String, List<String>> headers, String body) {
    public String header(String name) {
      return headers.getOrDefault(name, List.of("")).getFirst();
    }
  }

  private ScriptedFarm(HttpServer server) {
    this.server = server;
  }

  public static ScriptedFarm start() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    ScriptedFarm farm = new ScriptedFarm(server);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", farm::answer);
    server.start();
    return farm;
  }

  /** From now on this path is answered so. */
  public void on(String path, Handler handler) {
    routes.put(path, handler);
  }

  public List<Asked> asked() {
    return List.copyOf(asked);
  }

  public FarmAddress address() {
    return new FarmAddress(uri(""), "dk_key");
  }

  public URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  /** Answers with a whole body; {@code headers} are names and values in turn. */
  public static void reply(HttpExchange exchange, int status, String body, String... headers)
      throws IOException {
    for (int i = 0; i < headers.length; i += 2) {
      exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
    }
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    byte[] body = exchange.getRequestBody().readAllBytes();
    asked.add(
        new Asked(
            exchange.getRequestMethod(),
            exchange.getRequestURI().toString(),
            Map.copyOf(exchange.getRequestHeaders()),
            new String(body, StandardCharsets.UTF_8)));
    try (exchange) {
      Handler handler = routes.get(path);
      if (handler == null) {
        reply(exchange, 404, "{\"code\":\"route_not_found\",\"detail\":\"no " + path + "\"}");
      } else {
        handler.handle(exchange);
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
