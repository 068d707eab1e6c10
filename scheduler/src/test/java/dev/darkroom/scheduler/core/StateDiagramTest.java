package dev.darkroom.scheduler.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Draws the states of jobs and workers from the code and holds the page to it. */
class StateDiagramTest {
  private static final Path DOCS = Path.of(System.getProperty("basedir", ".")).resolve("../docs");
  private static final String END = "<!-- end of the drawing -->\n";
  private static final String WRITE = "docs.write";

  @Test
  void thePageShowsTheStatesOfJobsAsTheCodeHasThem() throws IOException {
    hold("scheduler.md", "JobState", drawnJobs());
  }

  @Test
  void thePageShowsTheStatesOfWorkersAsTheCodeHasThem() throws IOException {
    hold(
        "scheduler-inside.md",
        "WorkerState",
        drawn("Idle: said hello", WorkerTransitionsTest.arrows(), List.of("Gone")));
  }

  private static void hold(String name, String states, String drawn) throws IOException {
    Path page = DOCS.resolve(name);
    String begin = "<!-- drawn from %s.apply by StateDiagramTest -->\n".formatted(states);
    String text = Files.readString(page);
    int from = text.indexOf(begin) + begin.length();
    int to = text.indexOf(END, from);
    if (Boolean.getBoolean(WRITE)) {
      Files.writeString(page, text.substring(0, from) + drawn + text.substring(to));
      return;
    }
    assertThat(text.substring(from, to))
        .as("docs/%s is behind the code: run this test with -D%s=true", name, WRITE)
        .isEqualTo(drawn);
  }

  /** What leads from one state to another, or back to the same. */
  record Arrow(String from, String event, String to) implements Comparable<Arrow> {
    private static final Comparator<Arrow> ORDER =
        Comparator.comparing(Arrow::ends).thenComparing(Arrow::event);

    @Override
    public int compareTo(Arrow other) {
      return ORDER.compare(this, other);
    }

    String ends() {
      return from + " --> " + to;
    }
  }

  private static String drawnJobs() {
    List<Arrow> arrows = new ArrayList<>();
    TransitionsTest.arrows()
        .forEach((from, events) ->
            events.forEach((event, to) -> arrows.add(new Arrow(from, event, to))));
    List<String> ends =
        TransitionsTest.STATES.stream()
            .filter(state -> state.status().terminal())
            .map(TransitionsTest::name)
            .toList();
    return drawn("Queued: submit accepted", arrows, ends);
  }

  private static String drawn(String begin, Collection<Arrow> arrows, List<String> ends) {
    StringBuilder drawing = new StringBuilder("```mermaid\nstateDiagram-v2\n");
    drawing.append("  [*] --> ").append(begin).append('\n');
    arrows.stream()
        .collect(
            Collectors.groupingBy(
                Arrow::ends,
                LinkedHashMap::new,
                Collectors.mapping(Arrow::event, Collectors.joining(", "))))
        .forEach((fromTo, events) -> drawing.append("  %s: %s\n".formatted(fromTo, events)));
    ends.forEach(end -> drawing.append("  ").append(end).append(" --> [*]\n"));
    return drawing.append("```\n").toString();
  }
}
