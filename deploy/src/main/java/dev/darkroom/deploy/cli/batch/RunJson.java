package dev.darkroom.deploy.cli.batch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.darkroom.client.Batch;
import dev.darkroom.client.run.RunEvent;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * For machines: a JSON line an event, named by {@code event}. Lines that an earlier run has brought
 * in are not told again: {@code results.jsonl} has them all.
 */
final class RunJson extends RunView {
  private final ObjectMapper mapper = new ObjectMapper().registerModule(new Jdk8Module());
  private final PrintStream out;
  private int ended = -1;

  RunJson(PrintStream out) {
    this.out = out;
  }

  @Override
  void show(RunEvent event) {
    switch (event) {
      case RunEvent.Accepted(Batch batch, boolean resumed) ->
          print("accepted", Map.of("resumed", resumed, "batch", batch.json()));
      case RunEvent.Standing(Batch batch) -> {
        if (batch.completed() + batch.failed() != ended) {
          ended = batch.completed() + batch.failed();
          print("progress", Map.of("batch", batch.json()));
        }
      }
      case RunEvent.Landed(var line) -> print("line", Map.of("line", line));
      case RunEvent.Missed(String customId, String why) ->
          print("missed", Map.of("custom_id", customId, "why", why));
      case RunEvent.Recalled _, RunEvent.Sent _, RunEvent.Received _ -> {}
    }
  }

  /** Prints one line. */
  void print(String event, Map<String, ?> fields) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("event", event);
    line.putAll(fields);
    try {
      out.println(mapper.writeValueAsString(line));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("every event has a JSON form", e);
    }
  }

  @Override
  void end() {}
}
