package dev.darkroom.scheduler.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Draws the states of jobs and workers from the code and holds the page to it. */
class StateDiagramTest {
  private static final Path PAGE =
      Path.of(System.getProperty("basedir", ".")).resolve("../docs/scheduler.md");
  private static final String END = "<!-- end of the drawing -->\n";
  private static final String WRITE = "docs.write";

  @Test
  void thePageShowsTheStatesOfJobsAsTheCodeHasThem() throws IOException {
    hold("JobState", drawnJobs());
  }

  @Test
  void thePageShowsTheStatesOfWorkersAsTheCodeHasThem() throws IOException {
    hold("WorkerState", drawn("Idle: said hello", WorkerTransitionsTest.arrows(), List.of("Gone")));
  }

  private static void hold(String states, String drawn) throws IOException {
    String begin = "<!-- drawn from %s.apply by StateDiagramTest -->\n".formatted(states);
    String page = Files.readString(PAGE);
    int from = page.indexOf(begin) + begin.length();
    int to = page.indexOf(END, from);
    if (Boolean.getBoolean(WRITE)) {
      Files.writeString(PAGE, page.substring(0, from) + drawn + page.substring(to));
      return;
    }
    assertThat(page.substring(from, to))
        .as("docs/scheduler.md is behind the code: run this test with -D%s=true", WRITE)
        .isEqualTo(drawn);
  }

  static String arrow(String from, String event, String to) {
    return "  %s --> %s: %s\n".formatted(from, to, event);
  }

  private static String drawnJobs() {
    List<String> arrows = new ArrayList<>();
    TransitionsTest.arrows()
        .forEach(
            (from, events) -> events.forEach((event, to) -> arrows.add(arrow(from, event, to))));
    List<String> ends =
        TransitionsTest.STATES.stream()
            .filter(state -> state.status().terminal())
            .map(TransitionsTest::name)
            .toList();
    return drawn("Queued: submit accepted", arrows, ends);
  }

  private static String drawn(String begin, Collection<String> arrows, List<String> ends) {
    StringBuilder drawing = new StringBuilder("```mermaid\nstateDiagram-v2\n");
    drawing.append("  [*] --> ").append(begin).append('\n');
    arrows.forEach(drawing::append);
    ends.forEach(end -> drawing.append("  ").append(end).append(" --> [*]\n"));
    return drawing.append("```\n").toString();
  }
}
