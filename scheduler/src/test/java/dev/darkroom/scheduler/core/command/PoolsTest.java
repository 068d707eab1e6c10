package dev.darkroom.scheduler.core.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.job.JobHeader;
import dev.darkroom.job.JobState;
import dev.darkroom.job.command.Refusal;
import dev.darkroom.job.command.Reply;
import dev.darkroom.job.id.PoolId;
import dev.darkroom.job.pool.PoolMode;
import dev.darkroom.job.pool.PoolOffer;
import dev.darkroom.job.pool.PoolRecord;
import dev.darkroom.job.pool.PoolSettings;
import dev.darkroom.job.pool.PoolVerb;
import dev.darkroom.job.pool.SleepPlan;
import dev.darkroom.job.spec.JobKind;
import dev.darkroom.job.worker.Assignment;
import dev.darkroom.job.worker.WorkerState;
import dev.darkroom.scheduler.core.Desk;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PoolsTest {
  private static final PoolId NIGHT = PoolId.of("night");
  private static final Set<JobKind> ALL = Set.of(JobKind.values());

  @Test
  void aPausedPoolTakesJobsAndGivesNoneOutUntilItIsResumed() {
    Desk desk = new Desk().hello("w1").steer("default", PoolVerb.PAUSE).submit("a");

    assertThat(desk.is("a")).isInstanceOf(JobState.Queued.class);

    desk.steer("default", PoolVerb.RESUME);
    assertThat(desk.is("a")).isInstanceOf(JobState.Leased.class);
  }

  @Test
  void whatRunsInAPoolThatIsPausedGoesOn() {
    Desk desk = new Desk().hello("w1").submit("a").started("a").steer("default", PoolVerb.PAUSE);

    desk.succeeded("a");

    assertThat(desk.is("a")).isInstanceOf(JobState.Succeeded.class);
  }

  @Test
  void aCordonedPoolTakesNoJobsAndWorksOffThoseThatItHas() {
    Desk desk = new Desk().submit("a").steer("default", PoolVerb.CORDON).submit("b");

    assertThat(refusal(desk)).isEqualTo(Refusal.POOL_CORDONED);
    assertThat(desk.hello("w1").is("a")).isInstanceOf(JobState.Leased.class);
    assertThat(done(desk.steer("default", PoolVerb.UNCORDON))).isFalse();
    assertThat(desk.submit("b").is("b")).isInstanceOf(JobState.Queued.class);
  }

  @Test
  void whatIsSoAlreadyIsAnsweredAsDoneAndWritesNothing() {
    Desk desk = new Desk().steer("default", PoolVerb.PAUSE).steer("default", PoolVerb.PAUSE);

    assertThat(done(desk)).isTrue();
    assertThat(desk.last().changes()).isEmpty();
  }

  @Test
  void aPausedPoolIsNotCordonedByAccident() {
    Desk desk = new Desk().steer("default", PoolVerb.PAUSE).steer("default", PoolVerb.CORDON);

    assertThat(desk.reply())
        .isInstanceOfSatisfying(
            Reply.Refused.class,
            refused ->
                assertThat(refused.refusal().message())
                    .isEqualTo(
                        "pool 'default' is paused: only one that is open can be told to cordon"));
  }

  @Test
  void aPoolIsCreatedOnceHoweverOftenItIsAsked() {
    PoolSettings small = new PoolSettings(OptionalInt.of(1), Optional.empty(), Optional.empty());
    Desk desk = new Desk().create("night", small);

    assertThat(done(desk)).isFalse();
    assertThat(done(desk.create("night", small))).isTrue();
    assertThat(refusal(desk.create("night"))).isEqualTo(Refusal.POOL_EXISTS);
    assertThat(desk.takeOver().state().pool(NIGHT).record()).contains(new PoolRecord(NIGHT, 0, 1));
  }

  @Test
  void aNameBelongsToOnePartitionForEver() {
    Desk desk = new Desk().claim("night", 3);

    assertThat(done(desk)).isFalse();
    assertThat(done(desk.takeOver().claim("night", 3))).isTrue();
    assertThat(desk.claim("night", 2).reply())
        .isInstanceOfSatisfying(
            Reply.Refused.class,
            refused -> {
              assertThat(refused.refusal().code()).isEqualTo(Refusal.POOL_ELSEWHERE);
              assertThat(refused.refusal().message()).contains("belongs to partition 3");
            });
    assertThat(refusal(desk.claim("default", 1)))
        .as("that stands here, and was never claimed")
        .isEqualTo(Refusal.POOL_ELSEWHERE);
  }

  @Test
  void aWorkerIsGivenJobsOfItsOwnPoolOnly() {
    Desk desk = new Desk().create("night").hello("w1", ALL, NIGHT).submit("a");
    assertThat(desk.is("a")).isInstanceOf(JobState.Queued.class);

    desk.move("a", "night");

    assertThat(desk.holder("a").name()).isEqualTo("w1");
    assertThat(desk.job("a").header().pool()).isEqualTo(NIGHT);
  }

  @Test
  void aJobThatNothingInThePoolCanEverRunIsRefusedWithTheReason() {
    PoolOffer teaching = new PoolOffer(Set.of(JobKind.INVERSION), Set.of(), 0, Map.of());
    Desk desk =
        new Desk()
            .change(
                "default",
                new PoolSettings(OptionalInt.empty(), Optional.of(teaching), Optional.empty()))
            .submit("a");

    assertThat(desk.reply())
        .isInstanceOfSatisfying(
            Reply.Refused.class,
            refused -> {
              assertThat(refused.refusal().code()).isEqualTo(Refusal.UNSCHEDULABLE);
              assertThat(refused.refusal().message())
                  .isEqualTo("pool 'default' runs no noop jobs, only inversion: use another pool");
            });
    assertThat(desk.train("b").is("b")).isInstanceOf(JobState.Queued.class);
  }

  @Test
  void aMovedJobKeepsItsAge() {
    Desk desk = new Desk().create("night").submit("old").submit("young");
    desk.move("young", "night").move("old", "night");

    desk.hello("w1", ALL, NIGHT);

    assertThat(desk.holder("old").name()).isEqualTo("w1");
    assertThat(desk.is("young")).isInstanceOf(JobState.Queued.class);
  }

  @Test
  void onlyAJobThatWaitsIsMovedAndOnlyToAPoolThatTakesIt() {
    Desk desk = new Desk().create("night").hello("w1").submit("a");

    assertThat(refusal(desk.move("a", "night"))).isEqualTo(Refusal.JOB_NOT_WAITING);
    assertThat(refusal(desk.submit("b").move("b", "nowhere"))).isEqualTo(Refusal.POOL_NOT_FOUND);
    assertThat(refusal(desk.steer("night", PoolVerb.CORDON).move("b", "night")))
        .isEqualTo(Refusal.POOL_CORDONED);
    assertThat(((Reply.Accepted) desk.move("b", "default").reply()).repeated()).isTrue();
  }

  @Test
  void aReprioritisedJobGoesAheadOfOlderOnes() {
    Desk desk = new Desk().submit("a").submit("b").reprioritise("b", 9).hello("w1");

    assertThat(desk.is("b")).isInstanceOf(JobState.Leased.class);
    assertThat(desk.is("a")).isInstanceOf(JobState.Queued.class);
    assertThat(desk.job("b").timeline()).extracting("what").contains("reprioritised");
  }

  @Test
  void aRunningJobHasItsNewPriorityWhenItWaitsAgain() {
    Desk desk = new Desk().hello("w1").submit("a").started("a").reprioritise("a", 1).submit("b");

    desk.drainingBeat("w1").goodbye("w1").hello("w2");

    assertThat(desk.holder("b").name()).isEqualTo("w2");
    assertThat(desk.job("a").header().priority()).isEqualTo(1);
  }

  @Test
  void theWaitingJobsOfADeletedPoolAreCanceledAndItIsGone() {
    Desk desk = new Desk().create("night").submit("a").move("a", "night");

    desk.delete("night", Optional.empty()).pass(Duration.ofSeconds(1));

    assertThat(desk.is("a")).isEqualTo(new JobState.Canceled("pool_deleted", desk.now()));
    assertThat(desk.state().pool(NIGHT).record()).isEmpty();
    assertThat(desk.takeOver().state().pool(NIGHT).record()).isEmpty();
  }

  @Test
  void theWaitingJobsOfADeletedPoolMoveWhereItsOperatorSays() {
    Desk desk = new Desk().create("night").submit("a").move("a", "night");

    desk.delete("night", Optional.of("default")).pass(Duration.ofSeconds(1));

    assertThat(desk.job("a").header().pool()).isEqualTo(PoolRecord.DEFAULT);
    assertThat(desk.is("a")).isInstanceOf(JobState.Queued.class);
  }

  @Test
  void aDeletedPoolStaysUntilItsRunsHaveEndedAndThenItsWorkersLeave() {
    Desk desk = new Desk().create("night").hello("w1", ALL, NIGHT).submit("a").move("a", "night");
    desk.started("a").delete("night", Optional.empty()).pass(Duration.ofSeconds(1));
    assertThat(desk.state().pool(NIGHT).record().map(PoolRecord::mode)).contains(PoolMode.DELETING);
    assertThat(refusal(desk.submit("b").move("b", "night"))).isEqualTo(Refusal.POOL_DELETING);

    desk.succeeded("a");
    desk.pass(Duration.ofSeconds(1));

    assertThat(desk.is("a")).isInstanceOf(JobState.Succeeded.class);
    assertThat(desk.state().pool(NIGHT).record()).isEmpty();
    assertThat(desk.isWorker("w1")).isInstanceOf(WorkerState.Draining.class);
  }

  @Test
  void theDefaultPoolAndOneThatInheritsAreKept() {
    Desk desk = new Desk().create("night").create("day");

    assertThat(refusal(desk.delete("default", Optional.empty()))).isEqualTo(Refusal.POOL_KEPT);
    assertThat(refusal(desk.delete("night", Optional.of("night"))))
        .isEqualTo(Refusal.POOL_NOT_FOUND);
    assertThat(refusal(desk.delete("nowhere", Optional.empty()))).isEqualTo(Refusal.POOL_NOT_FOUND);
    desk.hello("w1", ALL, NIGHT).submit("a").move("a", "night").started("a");
    desk.delete("night", Optional.of("day"));
    assertThat(refusal(desk.delete("day", Optional.empty()))).isEqualTo(Refusal.POOL_KEPT);
  }

  @Test
  void thousandsOfWaitingJobsOfADeletedPoolLeaveInBoundedSteps() {
    Desk desk = new Desk().pool(10_000).create("night");
    for (int i = 0; i < PoolEnds.MAX_JOBS + 1; i++) {
      desk.submit("j" + i).move("j" + i, "night");
    }

    desk.delete("night", Optional.empty()).pass(Duration.ofSeconds(1));
    assertThat(desk.state().pool(NIGHT).waiting()).isLessThanOrEqualTo(1);
    desk.pass(Duration.ofSeconds(1));

    assertThat(desk.state().pool(NIGHT).record()).isEmpty();
  }

  @Test
  void aSleepingPoolGivesNothingOutUntilItWakes() {
    LocalTime now = LocalTime.ofInstant(new Desk().now(), ZoneOffset.UTC);
    Desk desk = new Desk().change("default", sleeping(now, now.plusHours(2), false));

    desk.hello("w1").submit("a");
    assertThat(desk.is("a")).isInstanceOf(JobState.Queued.class);

    desk.pass(Duration.ofHours(2)).hello("w2");
    assertThat(desk.holder("a").name()).isEqualTo("w2");
  }

  @Test
  void aPoolThatIsToldSoDrainsItsWorkersWhenItFallsAsleep() {
    LocalTime now = LocalTime.ofInstant(new Desk().now(), ZoneOffset.UTC);
    Desk desk = new Desk().hello("w1").change("default", sleeping(now.plusSeconds(10), now, true));
    assertThat(desk.isWorker("w1")).isInstanceOf(WorkerState.Idle.class);

    desk.pass(Duration.ofSeconds(10));

    assertThat(desk.isWorker("w1")).isInstanceOf(WorkerState.Draining.class);
    assertThat(desk.told()).containsExactly(new Assignment.Drain(desk.worker("w1")));
  }

  @Test
  void aJobOfAPoolThatIsGoneIsNotRetriedIntoNowhere() {
    JobHeader header = Desk.header("a", 5, JobKind.NOOP).in(NIGHT);
    Desk desk = new Desk().create("night").submit(header, "request of a").cancel("a");
    desk.delete("night", Optional.empty()).pass(Duration.ofSeconds(1));

    assertThat(refusal(desk.retry("a"))).isEqualTo(Refusal.POOL_NOT_FOUND);
  }

  private static PoolSettings sleeping(LocalTime from, LocalTime to, boolean drain) {
    SleepPlan plan =
        new SleepPlan(ZoneOffset.UTC, List.of(new SleepPlan.Window(Set.of(), from, to)), drain);
    return new PoolSettings(OptionalInt.empty(), Optional.empty(), Optional.of(plan));
  }

  private static boolean done(Desk desk) {
    return ((Reply.Done) desk.reply()).repeated();
  }

  private static String refusal(Desk desk) {
    return ((Reply.Refused) desk.reply()).refusal().code();
  }
}
