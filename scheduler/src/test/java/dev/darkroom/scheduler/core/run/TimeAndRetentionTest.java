package dev.darkroom.scheduler.core.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.job.command.PendingReason;
import dev.darkroom.job.command.PendingReason.Code;
import dev.darkroom.job.spec.JobKind;
import dev.darkroom.scheduler.core.Desk;
import dev.darkroom.scheduler.core.policy.SchedulerPolicy;
import dev.darkroom.scheduler.core.state.SchedulerState;
import dev.darkroom.scheduler.core.state.StateChange;
import dev.darkroom.storage.log.StateEntry;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TimeAndRetentionTest {
  private static final SchedulerPolicy.Retention SHORT =
      new SchedulerPolicy.Retention(Duration.ofMinutes(10), Duration.ofMinutes(2), 3);

  private final SchedulerPolicy policy = SchedulerPolicy.DEFAULT.withLease(Desk.LEASE).with(SHORT);
  private final Desk desk = new Desk(policy);

  @Test
  void anEndedJobIsForgottenWithItsSpecAfterItsRetention() {
    desk.submit("a").cancel("a").pass(SHORT.ended().minusMillis(1));
    assertThat(desk.last().changes()).noneMatch(change -> change.key().startsWith("job/"));
    desk.pass(Duration.ofMillis(1));
    assertThat(desk.last().changes())
        .containsExactly(StateChange.forget(StateEntry.jobKey(Desk.id("a"))));
    assertThat(desk.last().forgottenSpecs()).containsExactly(Desk.id("a") + "/1");
    assertThat(desk.state().job(Desk.id("a"))).isEmpty();
    assertThat(desk.state().ended().isEmpty()).isTrue();
  }

  @Test
  void beyondTheirMostTheOldestEndedJobsAreForgottenEarly() {
    for (String job : new String[] {"a", "b", "c", "d"}) {
      desk.submit(job).cancel(job).pass(Duration.ofSeconds(1));
    }
    assertThat(desk.state().job(Desk.id("a"))).isEmpty();
    assertThat(desk.state().job(Desk.id("b"))).isPresent();
  }

  @Test
  void aWorkerThatIsGoneIsForgottenAfterAWhile() {
    desk.hello("w1").goodbye("w1").pass(SHORT.gone());
    assertThat(desk.state().seat("w1")).isEmpty();
    assertThat(desk.last().changes()).contains(StateChange.forget("worker/w1"));
  }

  @Test
  void theNextDueTimeIsTheEarliestOfAll() {
    assertThat(desk.state().nextDue(policy)).isEmpty();
    desk.submit("a").cancel("a");
    assertThat(desk.state().nextDue(policy)).contains(desk.now().plus(SHORT.ended()));
    desk.hello("w1");
    assertThat(desk.state().nextDue(policy)).contains(desk.now().plus(Desk.LEASE));
  }

  @Test
  void everyWaitingJobHasAReason() {
    desk.submit("a");
    assertThat(reason()).contains(Code.NO_WORKERS);
    desk.hello("painter", Set.of(JobKind.GENERATION));
    assertThat(reason()).contains(Code.NO_SUITABLE_WORKER);
    desk.submit("b", 9).hello("w1");
    assertThat(reason()).contains(Code.WORKERS_BUSY);
    desk.succeeded("b");
    assertThat(reason()).isEmpty();
  }

  @Test
  void aReplayOfTheLogGivesTheSameState() {
    desk.hello("w1").submit("a").submit("b").started("a").submit("c").cancel("c").succeeded("a");
    desk.submit("d").cancel("d").hello("w2").goodbye("w2");
    SchedulerState live = desk.state();
    desk.takeOver();
    assertThat(desk.state()).isEqualTo(live.recovered(desk.now(), Desk.LEASE));
  }

  private Optional<Code> reason() {
    return desk.state().pendingReason(Desk.id("a"), desk.now()).map(PendingReason::code);
  }
}
