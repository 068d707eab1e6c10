package dev.darkroom.scheduler.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Draws the job's states from the code and holds the page to it. */
class StateDiagramTest {
  private static final Path PAGE =
      Path.of(System.getProperty("basedir", ".")).resolve("../docs/scheduler.md");
  private static final String BEGIN = "<!-- drawn from JobState.apply by StateDiagramTest -->\n";
  private static final String END = "<!-- end of the drawing -->\n";
  private static final String WRITE = "docs.write";

  @Test
  void thePageShowsTheStatesAsTheCodeHasThem() throws IOException {
    String page = Files.readString(PAGE);
    int from = page.indexOf(BEGIN) + BEGIN.length();
    int to = page.indexOf(END);
    if (Boolean.getBoolean(WRITE)) {
      Files.writeString(PAGE, page.substring(0, from) + drawn() + page.substring(to));
      return;
    }
    assertThat(page.substring(from, to))
        .as("docs/scheduler.md is behind the code: run this test with -D%s=true", WRITE)
        .isEqualTo(drawn());
  }

  private static String drawn() {
    StringBuilder drawing = new StringBuilder("```mermaid\nstateDiagram-v2\n");
    Map<String, Map<String, String>> arrows = TransitionsTest.arrows();
    drawing.append("  [*] --> Queued: submit accepted\n");
    arrows.forEach((from, events) ->
        events.forEach(
            (event, to) -> drawing.append("  %s --> %s: %s\n".formatted(from, to, event))));
    List<String> ends =
        TransitionsTest.STATES.stream()
            .filter(state -> state.status().terminal())
            .map(TransitionsTest::name)
            .toList();
    ends.forEach(end -> drawing.append("  ").append(end).append(" --> [*]\n"));
    return drawing.append("```\n").toString();
  }
}
