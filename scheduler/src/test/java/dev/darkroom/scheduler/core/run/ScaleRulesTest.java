package dev.darkroom.scheduler.core.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.job.pool.PoolRecord;
import dev.darkroom.job.pool.PoolSettings;
import dev.darkroom.job.pool.PoolVerb;
import dev.darkroom.job.pool.ScalePolicy;
import dev.darkroom.job.pool.ScaleRecord;
import dev.darkroom.job.spec.Demand;
import dev.darkroom.job.worker.Assignment;
import dev.darkroom.job.worker.WorkerState;
import dev.darkroom.scheduler.core.Desk;
import dev.darkroom.scheduler.core.policy.SchedulerPolicy;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ScaleRulesTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final Desk desk = new Desk(SchedulerPolicy.DEFAULT.withLease(Duration.ofHours(10)));

  @Test
  void aPoolAsksForTheWorkersThatItsQueueNeeds() {
    policy(new ScalePolicy(0, 50, Duration.ofSeconds(60), Duration.ZERO, SECOND, false));
    for (int i = 0; i < 20; i++) {
      submit("job-" + i, 30);
    }
    desk.pass(SECOND);
    assertThat(scale().workers()).as("600 s of work within 60").isEqualTo(10);
    assertThat(scale().reason().code()).isEqualTo(ScaleRecord.Code.QUEUE);
  }

  @Test
  void whatWasDecidedOutlivesTheScheduler() {
    submit("a", 30);
    desk.pass(SECOND);
    ScaleRecord live = scale();
    desk.takeOver();
    assertThat(scale()).isEqualTo(live);
  }

  @Test
  void aPausedPoolNeedsNobodyForItsQueue() {
    desk.steer("default", PoolVerb.PAUSE);
    submit("a", 30);
    desk.pass(SECOND);
    assertThat(scale().workers()).isZero();
  }

  @Test
  void whatDoesNotChangeIsNotWrittenAgain() {
    submit("a", 30);
    desk.pass(SECOND);
    desk.pass(SECOND);
    assertThat(desk.last().changes()).isEmpty();
  }

  @Test
  void thoseThatAreTooManyAreDrainedTheIdleFirst() {
    policy(new ScalePolicy(1, 50, Duration.ofSeconds(60), Duration.ZERO, SECOND, true));
    desk.hello("busy").hello("idle");
    submit("a", 30);
    desk.started("a").pass(SECOND).pass(SECOND).pass(SECOND);
    assertThat(scale().workers()).isEqualTo(1);
    assertThat(desk.isWorker("busy")).isInstanceOf(WorkerState.Busy.class);
    assertThat(desk.isWorker("idle")).isInstanceOf(WorkerState.Draining.class);
  }

  @Test
  void withoutThePolicysWordNobodyIsDrained() {
    policy(new ScalePolicy(0, 50, Duration.ofSeconds(60), Duration.ZERO, SECOND, false));
    desk.hello("idle").pass(SECOND).pass(SECOND).pass(SECOND);
    assertThat(scale().workers()).isZero();
    assertThat(desk.isWorker("idle")).isInstanceOf(WorkerState.Idle.class);
    assertThat(desk.told()).noneMatch(Assignment.Drain.class::isInstance);
  }

  private void policy(ScalePolicy policy) {
    desk.change(
        "default",
        new PoolSettings(
            OptionalInt.empty(), Optional.empty(), Optional.empty(), Optional.of(policy)));
  }

  private void submit(String job, int seconds) {
    Demand demand =
        new Demand("noop/noop", seconds * 1e3, 1, Optional.empty(), Set.of(), 0, 0, Map.of());
    desk.submit(desk.of("default", job, 5).needing(demand), job);
  }

  private ScaleRecord scale() {
    return desk.state().outlook().scales().get(PoolRecord.DEFAULT).orElseThrow();
  }
}
