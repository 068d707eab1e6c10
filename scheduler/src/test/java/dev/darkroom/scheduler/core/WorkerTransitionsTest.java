package dev.darkroom.scheduler.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.job.id.Epoch;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.RunRef;
import dev.darkroom.job.worker.WorkerEvent;
import dev.darkroom.job.worker.WorkerState;
import dev.darkroom.job.worker.WorkerState.IllegalTransition;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every state of a worker with every event: where the event leads, or that it cannot happen. */
class WorkerTransitionsTest {
  private static final Instant T = Instant.parse("2026-01-01T00:00:00Z");
  private static final RunRef ONE = run(1);
  private static final RunRef OTHER = run(2);

  /** States of which some events lead elsewhere have several rows. */
  static final Map<String, WorkerState> STATES =
      Map.of(
          "Idle", new WorkerState.Idle(T),
          "Busy", new WorkerState.Busy(List.of(ONE), T),
          "Busy (batch)", new WorkerState.Busy(List.of(ONE, OTHER), T),
          "Draining", new WorkerState.Draining(List.of(ONE), T),
          "Draining (free)", new WorkerState.Draining(List.of(), T),
          "Gone", new WorkerState.Gone("worker_drained", T));

  static final List<WorkerEvent> EVENTS =
      List.of(
          new WorkerEvent.Granted(List.of(ONE, OTHER), T),
          new WorkerEvent.RunEnded(ONE, T),
          new WorkerEvent.DrainBegan(T),
          new WorkerEvent.StopBegan(T),
          new WorkerEvent.Left("lease_expired", T));

  /** A row a state, an event and where it leads; what is not here cannot happen. */
  private static final Map<String, String> ARROWS =
      Map.ofEntries(
          Map.entry("Idle Granted", "Busy"),
          Map.entry("Idle DrainBegan", "Draining"),
          Map.entry("Idle StopBegan", "Draining"),
          Map.entry("Busy StopBegan", "Draining"),
          Map.entry("Busy (batch) StopBegan", "Draining"),
          Map.entry("Draining StopBegan", "Draining"),
          Map.entry("Draining (free) StopBegan", "Draining"),
          Map.entry("Idle Left", "Gone"),
          Map.entry("Busy RunEnded", "Idle"),
          Map.entry("Busy DrainBegan", "Draining"),
          Map.entry("Busy Left", "Gone"),
          Map.entry("Busy (batch) RunEnded", "Busy"),
          Map.entry("Busy (batch) DrainBegan", "Draining"),
          Map.entry("Busy (batch) Left", "Gone"),
          Map.entry("Draining RunEnded", "Draining"),
          Map.entry("Draining DrainBegan", "Draining"),
          Map.entry("Draining Left", "Gone"),
          Map.entry("Draining (free) DrainBegan", "Draining"),
          Map.entry("Draining (free) Left", "Gone"));

  @TestFactory
  Stream<DynamicTest> everyStateMeetsEveryEvent() {
    return STATES.entrySet().stream()
        .flatMap(state ->
            EVENTS.stream()
                .map(event -> {
                  String pair = state.getKey() + " " + event.getClass().getSimpleName();
                  return DynamicTest.dynamicTest(
                      pair,
                      () ->
                          assertThat(next(state.getValue(), event).map(TransitionsTest::name))
                              .isEqualTo(Optional.ofNullable(ARROWS.get(pair))));
                }));
  }

  @Test
  void noStateAndNoEventIsLeftOut() {
    assertThat(STATES.values().stream().map(Object::getClass).distinct())
        .containsExactlyInAnyOrder(WorkerState.class.getPermittedSubclasses());
    assertThat(EVENTS.stream().map(Object::getClass))
        .containsExactlyInAnyOrder(WorkerEvent.class.getPermittedSubclasses());
    List<String> pairs =
        STATES.keySet().stream()
            .flatMap(s -> EVENTS.stream().map(e -> s + " " + TransitionsTest.name(e)))
            .toList();
    assertThat(pairs).containsAll(ARROWS.keySet());
  }

  @Test
  void theMembersOfABatchEndOneByOne() {
    WorkerState batch = new WorkerState.Busy(List.of(ONE, OTHER), T);
    WorkerState rest = WorkerState.apply(batch, new WorkerEvent.RunEnded(ONE, T.plusSeconds(1)));
    assertThat(rest).isEqualTo(new WorkerState.Busy(List.of(OTHER), T));
    assertThat(WorkerState.apply(rest, new WorkerEvent.RunEnded(OTHER, T.plusSeconds(2))))
        .isEqualTo(new WorkerState.Idle(T.plusSeconds(2)));
    assertThatThrownBy(() -> WorkerState.apply(rest, new WorkerEvent.RunEnded(ONE, T)))
        .as("a run that is over ends no second time")
        .isInstanceOf(IllegalTransition.class);
  }

  /** An arrow a line, as the page draws them, read from the code. */
  static Set<StateDiagramTest.Arrow> arrows() {
    Set<StateDiagramTest.Arrow> arrows = new TreeSet<>();
    STATES
        .values()
        .forEach(from ->
            EVENTS.forEach(event ->
                next(from, event)
                    .ifPresent(to ->
                        arrows.add(
                            new StateDiagramTest.Arrow(
                                TransitionsTest.name(from),
                                TransitionsTest.name(event),
                                TransitionsTest.name(to))))));
    return arrows;
  }

  private static Optional<WorkerState> next(WorkerState state, WorkerEvent event) {
    try {
      return Optional.of(WorkerState.apply(state, event));
    } catch (IllegalTransition cannotHappen) {
      return Optional.empty();
    }
  }

  private static RunRef run(int nth) {
    return new RunRef(JobId.ofRandom(new UUID(7, nth), 0), Epoch.of(nth));
  }
}
