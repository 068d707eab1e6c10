package dev.darkroom.deploy.cli.pool;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.StringJoiner;

/** A worker in one line. */
final class WorkerLine {
  private WorkerLine() {}

  static void print(JsonNode worker, boolean json) {
    System.out.println(json ? worker.toString() : line(worker));
  }

  private static String line(JsonNode worker) {
    StringJoiner labels = new StringJoiner(" ");
    worker
        .path("labels")
        .properties()
        .forEach(label -> labels.add(label.getKey() + "=" + label.getValue().asText()));
    return String.format(
            Locale.ROOT,
            "%-24s  %-16s  %-8s  %-6s  %-36s  %s",
            worker.path("name").asText(),
            worker.path("pool").asText(),
            worker.path("state").asText(),
            worker.path("locked").asBoolean() ? "locked" : "",
            jobs(worker.path("jobs")),
            labels)
        .stripTrailing();
  }

  /** The first of a lease, and how many share it. */
  private static String jobs(JsonNode jobs) {
    String first = jobs.path(0).asText("");
    return jobs.size() < 2 ? first : first + " and " + (jobs.size() - 1) + " more";
  }
}
