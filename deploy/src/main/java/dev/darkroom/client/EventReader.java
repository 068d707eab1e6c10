package dev.darkroom.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads server-sent events whose data is JSON. An event that is cut off is no event. */
final class EventReader implements AutoCloseable {
  /** A preview of a large picture is a few megabytes. */
  private static final int MAX_EVENT_CHARS = 32 << 20;

  private final ObjectMapper mapper = new ObjectMapper();
  private final BufferedReader lines;
  private String lastId;

  /**
   * @param lastId of the last event of the connection before; empty where there was none
   */
  EventReader(InputStream in, String lastId) {
    this.lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    this.lastId = lastId;
  }

  /** The next event; empty once the stream has ended. */
  Optional<FarmClient.Event> next() throws IOException {
    String name = "message";
    StringBuilder data = new StringBuilder();
    String id = lastId;
    for (String line; (line = lines.readLine()) != null; ) {
      if (line.isEmpty()) {
        lastId = id;
        if (!data.isEmpty()) {
          JsonNode json = mapper.readTree(data.toString());
          return Optional.of(new FarmClient.Event(name, json));
        }
        name = "message";
      } else if (line.startsWith("event:")) {
        name = line.substring("event:".length()).strip();
      } else if (line.startsWith("data:")) {
        if (data.length() + line.length() > MAX_EVENT_CHARS) {
          throw new IOException("an event is longer than " + MAX_EVENT_CHARS + " characters");
        }
        data.append(data.isEmpty() ? "" : "\n").append(line.substring("data:".length()).strip());
      } else if (line.startsWith("id:")) {
        id = line.substring("id:".length()).strip();
      }
    }
    return Optional.empty();
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }

  /** Of the last event that came whole: what the next connection goes on after. */
  String lastId() {
    return lastId;
  }
}
