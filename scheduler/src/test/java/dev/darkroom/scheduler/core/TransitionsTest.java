package dev.darkroom.scheduler.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.job.CachedResult;
import dev.darkroom.job.Checkpoint;
import dev.darkroom.job.ErrorKind;
import dev.darkroom.job.JobError;
import dev.darkroom.job.JobEvent;
import dev.darkroom.job.JobState;
import dev.darkroom.job.JobState.IllegalTransition;
import dev.darkroom.job.Tries;
import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.Epoch;
import dev.darkroom.job.id.PoolId;
import dev.darkroom.job.id.WorkerId;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every state of a job with every event: where the event leads, or that it cannot happen. */
public class TransitionsTest {
  private static final Instant T = Instant.parse("2026-01-01T00:00:00Z");
  private static final WorkerId WORKER = new WorkerId("w1", 7);
  private static final Epoch EPOCH = Epoch.of(3);
  private static final Digest MANIFEST = Digest.of(new byte[] {1});
  private static final Tries TRIES = new Tries(1, 1);
  private static final Checkpoint CHECKPOINT =
      new Checkpoint(EPOCH, 50, "t/x/j/y/e/3/checkpoint-50/checkpoint.json", MANIFEST);
  private static final JobError ERROR = JobError.of(ErrorKind.BUG, "broke", "it broke");

  private static final JobState.Queued WAITING =
      new JobState.Queued(TRIES, EPOCH, T, Optional.empty());

  static final List<JobState> STATES =
      List.of(
          WAITING,
          new JobState.Leased(TRIES, EPOCH, WORKER, T),
          new JobState.Running(TRIES, EPOCH, WORKER, T),
          new JobState.Canceling(EPOCH, WORKER, "asked", T),
          new JobState.Pausing(TRIES, EPOCH, WORKER, "asked", T),
          new JobState.Yielding(TRIES, EPOCH, WORKER, "preempted", T),
          new JobState.Paused(TRIES, EPOCH, "asked", T),
          new JobState.MovedOut(1, PoolId.of("night"), WAITING, T),
          new JobState.Succeeded(EPOCH, MANIFEST, T),
          new JobState.Failed(ERROR, true, T),
          new JobState.Canceled("asked", T),
          new JobState.Expired(T));

  static final List<JobEvent> EVENTS =
      List.of(
          new JobEvent.LeaseGranted(EPOCH.next(), WORKER, T),
          new JobEvent.RunStarted(EPOCH, T),
          new JobEvent.Checkpointed(CHECKPOINT, T),
          new JobEvent.OutputsAdded(List.of(), T),
          new JobEvent.PauseRequested("asked", T),
          new JobEvent.YieldRequested("preempted", T),
          new JobEvent.Paused(TRIES, "asked", T),
          new JobEvent.Resumed(T),
          new JobEvent.Retried(EPOCH, T),
          new JobEvent.Requeued(TRIES, "lease_expired", Optional.empty(), Optional.empty(), T),
          new JobEvent.CancelRequested("asked", T),
          new JobEvent.Canceled("asked", T),
          new JobEvent.Succeeded(EPOCH, MANIFEST, List.of(), 5, T),
          new JobEvent.Failed(ERROR, true, T),
          new JobEvent.Expired(T),
          new JobEvent.Moved(PoolId.of("night"), T),
          new JobEvent.MovedOut(1, PoolId.of("night"), T),
          new JobEvent.MovedIn(1, PoolId.of("night"), T),
          new JobEvent.TurnedAway(1, 0, PoolId.of("default"), "pool_cordoned", T),
          new JobEvent.Reprioritised(9, T),
          new JobEvent.Reused(new CachedResult(Desk.id("earlier"), MANIFEST, List.of()), T),
          new JobEvent.OutputsDeleted(List.of("0.png"), T));

  /** A row a state, an event and where it leads; what is not here cannot happen. */
  private static final Map<String, String> ARROWS =
      Map.ofEntries(
          Map.entry("Queued LeaseGranted", "Leased"),
          Map.entry("Queued Paused", "Paused"),
          Map.entry("Queued Reused", "Succeeded"),
          Map.entry("Succeeded OutputsDeleted", "Succeeded"),
          Map.entry("Failed OutputsDeleted", "Failed"),
          Map.entry("Canceled OutputsDeleted", "Canceled"),
          Map.entry("Expired OutputsDeleted", "Expired"),
          Map.entry("Queued Canceled", "Canceled"),
          Map.entry("Queued Failed", "Failed"),
          Map.entry("Queued Expired", "Expired"),
          Map.entry("Queued Moved", "Queued"),
          Map.entry("Queued MovedOut", "MovedOut"),
          Map.entry("Paused MovedOut", "MovedOut"),
          Map.entry("MovedOut MovedIn", "Queued"),
          Map.entry("MovedOut TurnedAway", "MovedOut"),
          Map.entry("Queued Reprioritised", "Queued"),
          Map.entry("Leased RunStarted", "Running"),
          Map.entry("Leased Reprioritised", "Leased"),
          Map.entry("Running Reprioritised", "Running"),
          Map.entry("Pausing Reprioritised", "Pausing"),
          Map.entry("Paused Moved", "Paused"),
          Map.entry("Paused Reprioritised", "Paused"),
          Map.entry("Leased Requeued", "Queued"),
          Map.entry("Leased PauseRequested", "Pausing"),
          Map.entry("Leased CancelRequested", "Canceling"),
          Map.entry("Leased Failed", "Failed"),
          Map.entry("Running Requeued", "Queued"),
          Map.entry("Running Checkpointed", "Running"),
          Map.entry("Running OutputsAdded", "Running"),
          Map.entry("Running PauseRequested", "Pausing"),
          Map.entry("Running CancelRequested", "Canceling"),
          Map.entry("Running Succeeded", "Succeeded"),
          Map.entry("Running Failed", "Failed"),
          Map.entry("Running YieldRequested", "Yielding"),
          Map.entry("Yielding Checkpointed", "Yielding"),
          Map.entry("Yielding OutputsAdded", "Yielding"),
          Map.entry("Yielding Requeued", "Queued"),
          Map.entry("Yielding PauseRequested", "Pausing"),
          Map.entry("Yielding CancelRequested", "Canceling"),
          Map.entry("Yielding Succeeded", "Succeeded"),
          Map.entry("Yielding Failed", "Failed"),
          Map.entry("Yielding Reprioritised", "Yielding"),
          Map.entry("Canceling Expired", "Expired"),
          Map.entry("Pausing Checkpointed", "Pausing"),
          Map.entry("Pausing OutputsAdded", "Pausing"),
          Map.entry("Pausing Paused", "Paused"),
          Map.entry("Pausing Resumed", "Running"),
          Map.entry("Pausing CancelRequested", "Canceling"),
          Map.entry("Pausing Succeeded", "Succeeded"),
          Map.entry("Pausing Failed", "Failed"),
          Map.entry("Paused Resumed", "Queued"),
          Map.entry("Paused Canceled", "Canceled"),
          Map.entry("Paused Expired", "Expired"),
          Map.entry("Failed Retried", "Queued"),
          Map.entry("Canceled Retried", "Queued"),
          Map.entry("Expired Retried", "Queued"),
          Map.entry("Canceling Checkpointed", "Canceling"),
          Map.entry("Canceling OutputsAdded", "Canceling"),
          Map.entry("Canceling Canceled", "Canceled"),
          Map.entry("Canceling Succeeded", "Succeeded"));

  @TestFactory
  Stream<DynamicTest> everyStateMeetsEveryEvent() {
    return STATES.stream()
        .flatMap(state ->
            EVENTS.stream()
                .map(event ->
                    DynamicTest.dynamicTest(
                        name(state) + " " + name(event), () -> meet(state, event))));
  }

  @Test
  void noStateAndNoEventIsLeftOut() {
    assertThat(STATES.stream().map(Object::getClass).collect(Collectors.<Class<?>>toSet()))
        .isEqualTo(records(JobState.class).collect(Collectors.toSet()));
    assertThat(EVENTS.stream().map(Object::getClass).collect(Collectors.<Class<?>>toSet()))
        .isEqualTo(records(JobEvent.class).collect(Collectors.toSet()));
    assertThat(ARROWS.keySet())
        .allSatisfy(arrow -> {
          assertThat(names(STATES)).contains(arrow.substring(0, arrow.indexOf(' ')));
          assertThat(names(EVENTS)).contains(arrow.substring(arrow.indexOf(' ') + 1));
        });
  }

  /** What a sealed interface may be, through those that it permits. */
  private static Stream<Class<?>> records(Class<?> type) {
    return type.isSealed()
        ? Arrays.stream(type.getPermittedSubclasses()).flatMap(TransitionsTest::records)
        : Stream.of(type);
  }

  @Test
  void theOnlyWayOutOfATerminalStateIsARetryAndASuccessHasNone() {
    STATES.stream()
        .filter(state -> state.status().terminal())
        .forEach(state ->
            assertThat(arrows().getOrDefault(name(state), Map.of()))
                .isEqualTo(
                    state instanceof JobState.Succeeded
                        ? Map.of("OutputsDeleted", "Succeeded")
                        : Map.of("OutputsDeleted", name(state), "Retried", "Queued")));
  }

  @Test
  void aJobWaitsWhereItHasMovedToAsItWaitedWhereItLeft() {
    JobState paused = new JobState.Paused(TRIES, EPOCH, "asked", T);
    JobState left = JobState.apply(paused, new JobEvent.MovedOut(1, PoolId.of("night"), T));

    assertThat(left.status()).isEqualTo(paused.status());
    assertThat(left.waits()).as("here nobody may be given it").isFalse();
    assertThat(JobState.apply(left, new JobEvent.MovedIn(1, PoolId.of("night"), T)))
        .isEqualTo(paused);
  }

  @Test
  void aRetriedJobHasNoTriesBehindItAndKeepsItsEpoch() {
    JobState failed = new JobState.Failed(ERROR, true, T);
    assertThat(JobState.apply(failed, new JobEvent.Retried(EPOCH, T)))
        .isEqualTo(new JobState.Queued(Tries.NONE, EPOCH, T, Optional.empty()));
  }

  @Test
  void aJobKeepsItsEpochAndTriesThroughARun() {
    JobState leased = JobState.apply(STATES.getFirst(), EVENTS.getFirst());
    JobState running = JobState.apply(leased, new JobEvent.RunStarted(EPOCH.next(), T));
    assertThat(running).isEqualTo(new JobState.Running(TRIES, EPOCH.next(), WORKER, T));
    JobState again =
        JobState.apply(
            running,
            new JobEvent.Requeued(
                TRIES.failed(), "broke", Optional.of(T.plusSeconds(1)), Optional.of(ERROR), T));
    assertThat(again)
        .isEqualTo(
            new JobState.Queued(TRIES.failed(), EPOCH.next(), T, Optional.of(T.plusSeconds(1))));
  }

  /** From a state's name to its events' names and where they lead, read from the code. */
  public static Map<String, Map<String, String>> arrows() {
    Map<String, Map<String, String>> arrows = new LinkedHashMap<>();
    for (JobState state : STATES) {
      for (JobEvent event : EVENTS) {
        next(state, event)
            .ifPresent(to ->
                arrows
                    .computeIfAbsent(name(state), _ -> new TreeMap<>())
                    .put(name(event), name(to)));
      }
    }
    return arrows;
  }

  static String name(Object of) {
    return of.getClass().getSimpleName();
  }

  private static void meet(JobState state, JobEvent event) {
    assertThat(next(state, event).map(TransitionsTest::name))
        .isEqualTo(Optional.ofNullable(ARROWS.get(name(state) + " " + name(event))));
  }

  private static Optional<JobState> next(JobState state, JobEvent event) {
    try {
      return Optional.of(JobState.apply(state, event));
    } catch (IllegalTransition cannotHappen) {
      assertThat(cannotHappen).hasMessageContaining(name(event));
      return Optional.empty();
    }
  }

  private static List<String> names(List<?> of) {
    return Arrays.stream(of.toArray()).map(TransitionsTest::name).toList();
  }
}
