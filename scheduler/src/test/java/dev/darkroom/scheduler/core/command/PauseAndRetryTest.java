package dev.darkroom.scheduler.core.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.darkroom.job.ErrorKind;
import dev.darkroom.job.JobError;
import dev.darkroom.job.JobState;
import dev.darkroom.job.JobStatus;
import dev.darkroom.job.Tries;
import dev.darkroom.job.command.Refusal;
import dev.darkroom.job.command.Reply;
import dev.darkroom.job.id.Epoch;
import dev.darkroom.job.id.RunRef;
import dev.darkroom.job.id.WorkerId;
import dev.darkroom.job.worker.Assignment;
import dev.darkroom.job.worker.Report;
import dev.darkroom.scheduler.core.Desk;
import dev.darkroom.scheduler.core.policy.SchedulerPolicy;
import dev.darkroom.scheduler.core.state.Rejection;
import org.junit.jupiter.api.Test;

class PauseAndRetryTest {
  private static final JobError CLIENT = JobError.of(ErrorKind.CLIENT, "bad", "it cannot work");
  private final Desk desk = new Desk();

  @Test
  void aWaitingTrainingIsPausedAtOnceAndNoWorkerIsGivenIt() {
    desk.train("a").pause("a").hello("w1");
    assertThat(desk.is("a")).isInstanceOf(JobState.Paused.class);
    assertThat(desk.is("a").status()).isEqualTo(JobStatus.PAUSED);
    assertThat(desk.told()).isEmpty();
  }

  @Test
  void aRunningTrainingYieldsAndThenWaits() {
    desk.hello("w1").train("a").started("a").pause("a");
    assertThat(desk.told())
        .containsExactly(new Assignment.YieldRun(desk.holder("a"), desk.run("a"), "asked"));
    assertThat(desk.is("a").status()).as("until it has yielded").isEqualTo(JobStatus.RUNNING);
    desk.checkpointed("a", 70).stopped("a", Report.StopReason.YIELDED);
    assertThat(desk.is("a"))
        .isEqualTo(new JobState.Paused(Tries.NONE, Epoch.of(1), "asked", desk.now()));
  }

  @Test
  void aResumedTrainingTakesItsOldPlaceAndGoesOnFromTheCheckpointAcceptedLast() {
    desk.hello("w1").train("a").started("a");
    RunRef run = desk.run("a");
    desk.checkpointed("a", 50).checkpointed("a", 100).pause("a");
    desk.stopped("a", Report.StopReason.YIELDED).submit("younger").pass(Desk.LEASE).train("b");
    desk.resume("a").hello("w2");
    assertThat(desk.told())
        .first()
        .asInstanceOf(type(Assignment.Run.class))
        .extracting(lease -> lease.grants().getFirst())
        .satisfies(given -> {
          assertThat(given.header().id()).isEqualTo(Desk.id("a"));
          assertThat(given.epoch()).isEqualTo(Epoch.of(2));
          assertThat(given.checkpoint()).contains(Desk.checkpoint(run, 100));
        });
  }

  @Test
  void aTrainingWhoseWorkerDiedGoesOnFromItsCheckpointElsewhere() {
    desk.hello("w1").train("a").started("a");
    RunRef run = desk.run("a");
    desk.checkpointed("a", 50).pass(Desk.LEASE).hello("w2");
    assertThat(desk.told())
        .first()
        .asInstanceOf(type(Assignment.Run.class))
        .extracting(lease -> lease.grants().getFirst())
        .satisfies(given -> assertThat(given.checkpoint()).contains(Desk.checkpoint(run, 50)));
  }

  @Test
  void theCheckpointOfARunThatIsNoLongerCurrentIsRejected() {
    desk.hello("w1").train("a").started("a");
    WorkerId old = desk.holder("a");
    RunRef run = desk.run("a");
    desk.checkpointed("a", 50).pass(Desk.LEASE).hello("w2").checkpointed(old, run, 100);
    assertThat(desk.rejected()).containsExactly(Rejection.Reason.STALE_EPOCH);
    assertThat(desk.job("a").checkpoint()).contains(Desk.checkpoint(run, 50));
  }

  @Test
  void aCheckpointTellsOfABeginningThatWasNotHeard() {
    desk.hello("w1").train("a").checkpointed("a", 50);
    assertThat(desk.is("a")).isInstanceOf(JobState.Running.class);
  }

  @Test
  void aCheckpointOutlivesATakeover() {
    desk.hello("w1").train("a").started("a").checkpointed("a", 50);
    RunRef run = desk.run("a");
    desk.takeOver().pass(Desk.LEASE);
    assertThat(desk.job("a").checkpoint()).contains(Desk.checkpoint(run, 50));
  }

  @Test
  void aLostYieldIsSaidAgainAtEachHeartbeat() {
    desk.hello("w1").train("a").started("a").pause("a").beat("w1");
    assertThat(desk.told())
        .contains(new Assignment.YieldRun(desk.holder("a"), desk.run("a"), "asked"));
  }

  @Test
  void aTrainingWhoseWorkerDiesBeforeItYieldedWaitsAllTheSame() {
    desk.hello("w1").train("a").started("a").pause("a").pass(Desk.LEASE).hello("w2");
    assertThat(desk.is("a"))
        .asInstanceOf(type(JobState.Paused.class))
        .satisfies(paused -> assertThat(paused.tries().workerDeaths()).isEqualTo(1));
  }

  @Test
  void aTrainingThatFailsForGoodBeforeItYieldedHasFailed() {
    desk.hello("w1").train("a").started("a").pause("a").failed("a", CLIENT);
    assertThat(desk.is("a")).isInstanceOf(JobState.Failed.class);
  }

  @Test
  void aTrainingThatEndsBeforeItHearsOfThePauseHasSucceeded() {
    desk.hello("w1").train("a").started("a").pause("a").succeeded("a");
    assertThat(desk.is("a")).isInstanceOf(JobState.Succeeded.class);
  }

  @Test
  void aResumeBeforeTheYieldQueuesTheTrainingAgainWhenItHasYielded() {
    desk.hello("w1").train("a").started("a").pause("a").resume("a");
    assertThat(desk.is("a")).isInstanceOf(JobState.Running.class);
    desk.checkpointed("a", 9).stopped("a", Report.StopReason.YIELDED);
    assertThat(desk.is("a")).as("given out again").isInstanceOf(JobState.Leased.class);
    assertThat(desk.job("a").timeline()).extracting("reason").contains("yielded");
  }

  @Test
  void aPausedTrainingAndOneThatYieldsCanBeCanceled() {
    desk.train("a").pause("a").cancel("a");
    assertThat(desk.is("a")).isInstanceOf(JobState.Canceled.class);
    desk.hello("w1").train("b").started("b").pause("b").cancel("b");
    assertThat(desk.is("b")).isInstanceOf(JobState.Canceling.class);
    desk.stopped("b", Report.StopReason.CANCELED);
    assertThat(desk.is("b")).isInstanceOf(JobState.Canceled.class);
  }

  @Test
  void pausingTwiceIsAcceptedAsRepeated() {
    desk.train("a").pause("a").pause("a");
    assertThat(desk.reply())
        .asInstanceOf(type(Reply.Accepted.class))
        .satisfies(reply -> assertThat(reply.repeated()).isTrue());
  }

  @Test
  void aPausedTrainingCountsAsWaitingSoThatPausingMakesNoRoom() {
    desk.pool(1).train("a").pause("a").submit("b");
    assertThat(refused().code()).isEqualTo(Refusal.QUEUE_FULL);
  }

  @Test
  void aJobWithoutCheckpointsCannotBePaused() {
    desk.submit("a").pause("a");
    assertThat(refused().code()).isEqualTo(Refusal.KIND_NOT_PAUSABLE);
    assertThat(refused().message()).contains("only inversion and fine_tune jobs can");
  }

  @Test
  void whatIsNotPausedCannotBeResumedAndWhatHasEndedCannotBePaused() {
    desk.train("a").resume("a");
    assertThat(refused().code()).isEqualTo(Refusal.JOB_NOT_PAUSED);
    desk.cancel("a").pause("a");
    assertThat(refused().code()).isEqualTo(Refusal.JOB_ENDED);
  }

  @Test
  void aJobThatIsBeingCanceledCannotBePaused() {
    desk.hello("w1").train("a").started("a").cancel("a").pause("a");
    assertThat(refused().code()).isEqualTo(Refusal.JOB_CANCELING);
  }

  @Test
  void aFailedJobIsRetriedUnderItsIdWithANewEpochAndNoTriesBehindIt() {
    desk.hello("w1").submit("a").started("a").failed("a", CLIENT).retry("a");
    assertThat(desk.is("a"))
        .isEqualTo(new JobState.Leased(Tries.NONE, Epoch.of(2), desk.worker("w1"), desk.now()));
    desk.succeeded("a");
    assertThat(desk.is("a")).isInstanceOf(JobState.Succeeded.class);
  }

  @Test
  void aRetriedTrainingGoesOnFromItsCheckpointAlsoAfterATakeover() {
    desk.hello("w1").train("a").started("a").checkpointed("a", 50);
    RunRef run = desk.run("a");
    desk.failed("a", CLIENT).takeOver().retry("a");
    assertThat(desk.told())
        .first()
        .asInstanceOf(type(Assignment.Run.class))
        .extracting(lease -> lease.grants().getFirst())
        .satisfies(given -> {
          assertThat(given.epoch()).isEqualTo(Epoch.of(2));
          assertThat(given.checkpoint()).contains(Desk.checkpoint(run, 50));
        });
  }

  @Test
  void aRetriedJobThatHadEndedIsNotForgottenAsOne() {
    desk.submit("a").cancel("a").retry("a").pass(SchedulerPolicy.DEFAULT.retention().ended());
    assertThat(desk.is("a")).isInstanceOf(JobState.Queued.class);
  }

  @Test
  void onlyWhatHasEndedWithoutAResultCanBeRetried() {
    desk.submit("a").retry("a");
    assertThat(refused().code()).isEqualTo(Refusal.JOB_NOT_ENDED);
    desk.hello("w1").succeeded("a").retry("a");
    assertThat(refused().code()).isEqualTo(Refusal.JOB_SUCCEEDED);
  }

  @Test
  void aRetryNeedsRoomInTheQueueAsASubmitDoes() {
    desk.pool(1).submit("a").cancel("a").submit("b").retry("a");
    assertThat(refused().code()).isEqualTo(Refusal.QUEUE_FULL);
  }

  private Refusal refused() {
    return assertThat(desk.reply()).asInstanceOf(type(Reply.Refused.class)).actual().refusal();
  }
}
