package dev.darkroom.deploy.cli.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;

/** The answers to a bulk action's pages, summed up. */
final class BulkSum {
  /** What the farm does at most in one request. */
  static final int MAX_PAGE = 10_000;

  private final ObjectNode first = JsonNodeFactory.instance.objectNode();
  private final Map<String, ObjectNode> refused = new LinkedHashMap<>();
  private int changed;
  private int unchanged;
  private int unanswered;

  void add(JsonNode page) {
    if (first.isEmpty()) {
      first.setAll((ObjectNode) page.deepCopy());
    }
    changed += page.path("changed").asInt();
    unchanged += page.path("unchanged").asInt();
    unanswered += page.path("unanswered").asInt();
    for (JsonNode why : page.path("refused")) {
      ObjectNode known = refused.putIfAbsent(why.path("code").asText(), why.deepCopy());
      if (known != null) {
        known.put("count", known.path("count").asInt() + why.path("count").asInt());
      }
    }
  }

  /** Jobs that have been dealt with, one way or another. */
  int seen() {
    return changed + unchanged + unanswered + refused();
  }

  int refused() {
    return refused.values().stream().mapToInt(why -> why.path("count").asInt()).sum();
  }

  /** One object like a page's, of all pages. */
  ObjectNode json() {
    ObjectNode all = first.deepCopy();
    all.put("changed", changed).put("unchanged", unchanged).put("unanswered", unanswered);
    all.putArray("refused").addAll(refused.values());
    all.remove("next");
    return all;
  }

  /** The same for people. */
  String text() {
    String verb = first.path("action").asText();
    int matched = first.path("matched").asInt();
    if (first.path("dry_run").asBoolean()) {
      StringBuilder said =
          new StringBuilder("%s would change %d jobs".formatted(verb, matched - refused()));
      first.path("ids").forEach(id -> said.append("\n  ").append(id.asText()));
      return withRefusals(
          matched > first.path("ids").size() ? said.append("\n  …") : said, "would be refused");
    }
    StringBuilder said =
        new StringBuilder("%s: %d of %d jobs changed".formatted(verb, changed, matched));
    add(said, unchanged, "were so already");
    add(said, unanswered, "will be, when the scheduler comes to them");
    return withRefusals(said, "refused");
  }

  private String withRefusals(StringBuilder said, String how) {
    refused
        .values()
        .forEach(why ->
            said.append(
                "\n  %d %s, %s: %s"
                    .formatted(
                        why.path("count").asInt(),
                        how,
                        why.path("code").asText(),
                        why.path("message").asText())));
    return said.toString();
  }

  private static void add(StringBuilder said, int count, String what) {
    if (count > 0) {
      said.append(", ").append(count).append(' ').append(what);
    }
  }
}
