package dev.darkroom.worker.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.job.id.WorkerId;
import dev.darkroom.job.worker.Grant;
import dev.darkroom.job.worker.Report;
import dev.darkroom.job.worker.Report.StopReason;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Every pair of a state and an event: what it leads to, or that it is refused. */
class RunStateTest {
  private static final WorkerId WORKER = new WorkerId("w", 1);
  private static final Grant A = Rehearsal.lease(WORKER, 1, 1).grants().getFirst();
  private static final Report OUTCOME = new Report.RunStopped(WORKER, A.run(), StopReason.CANCELED);

  private static final RunState IDLE = new RunState.Idle();
  private static final RunState RUNNING = new RunState.Running(A);
  private static final RunState YIELDING = new RunState.Yielding(A, StopReason.YIELDED, 4);
  private static final RunState STOPPING = new RunState.Stopping(A, StopReason.CANCELED, 5);
  private static final RunState REPORTING = new RunState.Reporting(A, OUTCOME, 0, Optional.empty());

  private static final RunState.Event GRANTED = new RunState.Event.Granted(A);
  private static final RunState.Event YIELD_ASKED =
      new RunState.Event.YieldAsked(StopReason.YIELDED, 4);
  private static final RunState.Event STOP_ASKED =
      new RunState.Event.StopAsked(StopReason.CANCELED, 5);
  private static final RunState.Event ENDED = new RunState.Event.Ended(OUTCOME);
  private static final RunState.Event NOT_REPORTED = new RunState.Event.NotReported(9);
  private static final RunState.Event RESENT = new RunState.Event.Resent();
  private static final RunState.Event CLEARED = new RunState.Event.Cleared();

  private static final Map<RunState, Map<RunState.Event, RunState>> ARROWS =
      Map.of(
          IDLE,
          Map.of(GRANTED, RUNNING),
          RUNNING,
          Map.of(YIELD_ASKED, YIELDING, STOP_ASKED, STOPPING, ENDED, REPORTING),
          YIELDING,
          Map.of(STOP_ASKED, STOPPING, ENDED, REPORTING),
          STOPPING,
          Map.of(ENDED, REPORTING),
          REPORTING,
          Map.of(
              NOT_REPORTED,
              new RunState.Reporting(A, OUTCOME, 1, Optional.of(9L)),
              RESENT,
              REPORTING,
              CLEARED,
              IDLE));

  @Test
  void everyPairOfStateAndEventLeadsWhereTheTableSaysOrIsRefused() {
    for (RunState state : ARROWS.keySet()) {
      for (RunState.Event event :
          List.of(GRANTED, YIELD_ASKED, STOP_ASKED, ENDED, NOT_REPORTED, RESENT, CLEARED)) {
        Optional<RunState> next = Optional.ofNullable(ARROWS.get(state).get(event));
        if (next.isPresent()) {
          assertThat(RunState.apply(state, event)).isEqualTo(next.get());
        } else {
          assertThatThrownBy(() -> RunState.apply(state, event))
              .as("%s in %s", event, state)
              .isInstanceOf(IllegalStateException.class);
        }
      }
    }
  }

  @Test
  void everyStateButIdleHoldsItsRun() {
    assertThat(IDLE.held()).isEmpty();
    assertThat(List.of(RUNNING, YIELDING, STOPPING, REPORTING))
        .allSatisfy(s -> assertThat(s.held()).contains(A.run()));
  }
}
