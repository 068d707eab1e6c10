package dev.darkroom.scheduler.core.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.darkroom.job.JobHeader;
import dev.darkroom.job.JobRecord;
import dev.darkroom.job.JobState;
import dev.darkroom.job.JobStatus;
import dev.darkroom.job.command.Refusal;
import dev.darkroom.job.command.Reply;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.ModelRef;
import dev.darkroom.job.id.PoolId;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.spec.JobKind;
import dev.darkroom.job.worker.Assignment;
import dev.darkroom.job.worker.Report;
import dev.darkroom.scheduler.core.Desk;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SubmitAndCancelTest {
  private final Desk desk = new Desk();

  @Test
  void aSubmittedJobIsQueuedAndTheReplyShowsIt() {
    desk.submit("a");
    assertThat(desk.is("a")).isInstanceOf(JobState.Queued.class);
    Reply.Queued queued = queued();
    JobRecord job = desk.job("a");
    assertThat(JobRecord.accepted(job.header(), job.spec(), queued.at())).isEqualTo(job);
    assertThat(desk.last().changes()).hasSize(1);
  }

  @Test
  void aRepeatedSubmitIsAnsweredAsTheFirstAndItsSpecIsForgotten() {
    desk.submit("a").submit("a");
    assertThat(accepted().repeated()).isTrue();
    assertThat(accepted().job()).isEqualTo(desk.job("a"));
    assertThat(desk.last().changes()).isEmpty();
    assertThat(desk.last().forgottenSpecs()).containsExactly(Desk.id("a") + "/2");
    assertThat(desk.state().pool(PoolId.of("default")).waiting()).isEqualTo(1);
  }

  @Test
  void theSameCommandReadTwiceDoesNotForgetTheAcceptedSpec() {
    desk.submit("a");
    JobRecord first = desk.job("a");
    desk.command(
        new dev.darkroom.job.command.Command.Submit(
            queued().command(), first.header(), first.spec()));
    assertThat(accepted().repeated()).isTrue();
    assertThat(desk.last().forgottenSpecs()).isEmpty();
  }

  @Test
  void anotherRequestUnderTheSameIdIsRefused() {
    JobHeader header = Desk.header("a", 5, JobKind.NOOP);
    desk.submit(header, "a cat").submit(header, "a dog");
    assertThat(refused().code()).isEqualTo(Refusal.IDEMPOTENCY_MISMATCH);
    assertThat(desk.last().forgottenSpecs()).containsExactly(header.id() + "/2");
  }

  @Test
  void aFullQueueRefusesAndSaysHowFullItIs() {
    desk.pool(2).submit("a").submit("b").submit("c");
    assertThat(refused().code()).isEqualTo(Refusal.QUEUE_FULL);
    assertThat(refused().message()).startsWith("2 jobs wait in pool 'default'");
    assertThat(desk.last().forgottenSpecs()).hasSize(1);
    assertThat(desk.state().job(Desk.id("c"))).isEmpty();
  }

  @Test
  void aRunningJobDoesNotCountAsWaiting() {
    desk.pool(1).hello("w1").submit("a").submit("b");
    assertThat(desk.is("a")).isInstanceOf(JobState.Leased.class);
    assertThat(queued().job()).isEqualTo(Desk.id("b"));
  }

  @Test
  void anUnknownPoolIsRefusedByName() {
    desk.submit(header(Desk.id("a"), "nowhere"), "x");
    assertThat(refused().code()).isEqualTo(Refusal.POOL_NOT_FOUND);
    assertThat(refused().message()).contains("'nowhere'");
    assertThat(refused().param()).contains("pool");
  }

  @Test
  void aJobThatBelongsToAnotherPartitionIsRefused() {
    desk.submit(header(JobId.ofRandom(new UUID(1, 2), 3), "default"), "x");
    assertThat(refused().message()).contains("belongs to partition 3 and came to partition 0");
  }

  @Test
  void aWaitingJobIsCanceledAtOnce() {
    desk.submit("a").cancel("a");
    assertThat(desk.is("a")).isEqualTo(new JobState.Canceled("asked", desk.now()));
    assertThat(accepted().job().state().status()).isEqualTo(JobStatus.CANCELED);
    desk.hello("w1");
    assertThat(desk.told()).isEmpty();
  }

  @Test
  void aRunningJobIsCanceledWhenItsWorkerHasStopped() {
    desk.hello("w1").submit("a").started("a").cancel("a");
    assertThat(desk.is("a")).isInstanceOf(JobState.Canceling.class);
    assertThat(desk.told())
        .containsExactly(new Assignment.CancelRun(desk.holder("a"), desk.run("a"), "asked"));
    desk.stopped("a", Report.StopReason.CANCELED);
    assertThat(desk.is("a")).isEqualTo(new JobState.Canceled("asked", desk.now()));
  }

  @Test
  void aRunThatSucceedsBeforeItHearsOfTheCancelHasSucceeded() {
    desk.hello("w1").submit("a").started("a").cancel("a").succeeded("a");
    assertThat(desk.is("a")).isInstanceOf(JobState.Succeeded.class);
  }

  @Test
  void aLostCancelIsSaidAgainAtEachHeartbeat() {
    desk.hello("w1").submit("a").started("a").cancel("a").beat("w1");
    assertThat(desk.told())
        .contains(new Assignment.CancelRun(desk.holder("a"), desk.run("a"), "asked"));
  }

  @Test
  void aCanceledJobWhoseWorkerDiesIsCanceledAndNotTriedAgain() {
    desk.hello("w1").submit("a").started("a").cancel("a").pass(Desk.LEASE);
    assertThat(desk.is("a")).isEqualTo(new JobState.Canceled("asked", desk.now()));
  }

  @Test
  void cancelingTwiceIsAcceptedAsRepeated() {
    desk.submit("a").cancel("a").cancel("a");
    assertThat(accepted().repeated()).isTrue();
    assertThat(desk.last().events()).isEmpty();
  }

  @Test
  void aJobThatHasEndedCannotBeCanceled() {
    desk.hello("w1").submit("a").succeeded("a").cancel("a");
    assertThat(refused().code()).isEqualTo(Refusal.JOB_ENDED);
    assertThat(refused().message()).contains("has already succeeded");
  }

  @Test
  void anotherTenantsJobIsNotThere() {
    desk.submit("a").cancel("a", TenantId.of("stranger"));
    assertThat(refused().code()).isEqualTo(Refusal.JOB_NOT_FOUND);
    assertThat(desk.is("a")).isInstanceOf(JobState.Queued.class);
  }

  private static JobHeader header(JobId id, String pool) {
    JobHeader like = Desk.header("a", 5, JobKind.NOOP);
    return new JobHeader(
        id,
        like.tenant(),
        PoolId.of(pool),
        like.kind(),
        ModelRef.parse("noop"),
        like.priority(),
        Map.of(),
        like.createdAt());
  }

  private Reply.Queued queued() {
    return assertThat(desk.reply()).asInstanceOf(type(Reply.Queued.class)).actual();
  }

  private Reply.Accepted accepted() {
    return assertThat(desk.reply()).asInstanceOf(type(Reply.Accepted.class)).actual();
  }

  private Refusal refused() {
    return assertThat(desk.reply()).asInstanceOf(type(Reply.Refused.class)).actual().refusal();
  }
}
