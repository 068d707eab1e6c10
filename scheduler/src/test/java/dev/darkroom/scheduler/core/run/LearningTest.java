package dev.darkroom.scheduler.core.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.job.CostRecord;
import dev.darkroom.job.JobHeader;
import dev.darkroom.job.spec.Demand;
import dev.darkroom.job.spec.JobKind;
import dev.darkroom.scheduler.core.Desk;
import dev.darkroom.scheduler.core.cost.Costs;
import dev.darkroom.scheduler.core.cost.Estimate;
import dev.darkroom.scheduler.core.state.SchedulerState;
import dev.darkroom.scheduler.core.state.StateChange;
import dev.darkroom.storage.log.StateEntry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LearningTest {
  private final Desk desk = new Desk();

  @Test
  void aRunThatSucceedsTeachesHowLongItsLikeTake() {
    desk.hello("w").submit("a");
    assertThat(expected("a").basis()).isEqualTo(Estimate.Basis.PRIOR);
    desk.started("a").succeeded("a");
    assertThat(expected("a").basis()).isEqualTo(Estimate.Basis.RUNS);
    assertThat(expected("a").p50()).isEqualTo(Duration.ofMillis(10));
  }

  @Test
  void aRunThatFailsTeachesNothing() {
    desk.hello("w").submit("a").started("a").goodbye("w");
    assertThat(costs()).isEqualTo(Costs.NONE);
  }

  @Test
  void whatWasLearntIsInTheLogAndOutlivesTheScheduler() {
    desk.hello("w").submit("a").submit("b").started("a").succeeded("a");
    assertThat(desk.last().changes())
        .filteredOn(change -> change.key().startsWith("cost/"))
        .singleElement()
        .extracting(StateChange::key)
        .isEqualTo("cost/cpu/noop/noop");
    desk.succeeded("b");
    Costs live = costs();
    assertThat(desk.takeOver().state().outlook().costs()).isEqualTo(live);
    assertThat(live.records()).singleElement().extracting(c -> c.runs().size()).isEqualTo(2);
  }

  @Test
  void theLogForgetsAClassByItsKeyWhateverTheWorkerIsCalled() {
    CostRecord odd =
        new CostRecord("AMD 7/9 100%", "noop/noop", List.of(new CostRecord.Run(1, 1)), desk.now());
    StateEntry.CostEntry entry = new StateEntry.CostEntry(odd);
    SchedulerState known = desk.state().replay(StateChange.put(entry));
    assertThat(known.outlook().costs().size()).isEqualTo(1);
    assertThat(known.replay(StateChange.forget(entry.key())).outlook().costs())
        .isEqualTo(Costs.NONE);
  }

  @Test
  void howWrongTheEstimateWasIsTold() {
    Demand twenty = new Demand("noop/noop", 20, 1, Optional.empty(), Set.of(), 0, 0, Map.of());
    JobHeader header = Desk.header("a", 5, JobKind.NOOP).needing(twenty);
    desk.hello("w").submit(header, "a").started("a").succeeded("a");
    assertThat(desk.last().surprises())
        .singleElement()
        .satisfies(surprise -> {
          assertThat(surprise.expected().p50()).isEqualTo(Duration.ofMillis(20));
          assertThat(surprise.took()).isEqualTo(Duration.ofMillis(10));
          assertThat(surprise.error()).isEqualTo(1);
        });
  }

  private Costs costs() {
    return desk.state().outlook().costs();
  }

  private Estimate expected(String job) {
    return costs().estimate("cpu", desk.job(job).header().demand());
  }
}
