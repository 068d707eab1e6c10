package dev.darkroom.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Reads server-sent events as a browser does. */
final class Events implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final int status;
  private final BufferedReader lines;
  private final AtomicInteger comments = new AtomicInteger();

  /** One event; {@code id} is empty where it had none. */
  record Event(String id, String name, JsonNode data) {}

  private Events(int status, BufferedReader lines) {
    this.status = status;
    this.lines = lines;
  }

  static Events open(HttpClient http, HttpRequest request) {
    try {
      HttpResponse<InputStream> response = http.send(request, BodyHandlers.ofInputStream());
      return new Events(
          response.statusCode(),
          new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  int status() {
    return status;
  }

  /** Comments seen so far, heartbeats among them. */
  int comments() {
    return comments.get();
  }

  /** The next event; empty where the stream has ended. */
  Optional<Event> next() {
    // A thread of its own: where many read at once, none may wait for another's events.
    return CompletableFuture.supplyAsync(this::read, Thread::startVirtualThread)
        .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .join();
  }

  /** Every event until the stream ends. */
  List<Event> rest() {
    List<Event> all = new ArrayList<>();
    for (Optional<Event> e = next(); e.isPresent(); e = next()) {
      all.add(e.get());
    }
    return all;
  }

  private Optional<Event> read() {
    String id = "";
    String name = "";
    StringBuilder data = new StringBuilder();
    try {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith(":")) {
          comments.incrementAndGet();
        } else if (line.startsWith("id: ")) {
          id = line.substring(4);
        } else if (line.startsWith("event: ")) {
          name = line.substring(7);
        } else if (line.startsWith("data: ")) {
          data.append(line.substring(6));
        } else if (line.isEmpty() && !data.isEmpty()) {
          return Optional.of(new Event(id, name, JSON.readTree(data.toString())));
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      lines.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
