package dev.darkroom.scheduler.core.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.job.JobState;
import dev.darkroom.job.Tries;
import dev.darkroom.job.command.Refusal;
import dev.darkroom.job.command.Reply;
import dev.darkroom.job.worker.Assignment;
import dev.darkroom.job.worker.Report;
import dev.darkroom.job.worker.WorkerState;
import dev.darkroom.job.worker.WorkerVerb;
import dev.darkroom.scheduler.core.Desk;
import org.junit.jupiter.api.Test;

class WorkersTest {
  @Test
  void aDrainedWorkerFinishesWhatItRunsAndIsGivenNothingMore() {
    Desk desk = new Desk().hello("w1").submit("a").started("a").submit("b");

    desk.steer("w1", WorkerVerb.DRAIN);
    assertThat(desk.told()).containsExactly(new Assignment.Drain(desk.worker("w1")));

    desk.succeeded("a");
    assertThat(desk.is("a")).isInstanceOf(JobState.Succeeded.class);
    assertThat(desk.is("b")).isInstanceOf(JobState.Queued.class);
    assertThat(desk.goodbye("w1").isWorker("w1")).isInstanceOf(WorkerState.Gone.class);
  }

  @Test
  void aWorkerThatHasNotHeardThatItIsToLeaveIsToldWithEachHeartbeat() {
    Desk desk = new Desk().hello("w1").steer("w1", WorkerVerb.DRAIN);
    Assignment drain = new Assignment.Drain(desk.worker("w1"));

    assertThat(desk.beat("w1").told()).contains(drain);
    assertThat(desk.takeOver().beat("w1").told()).contains(drain);
    assertThat(desk.drainingBeat("w1").told()).doesNotContain(drain);
  }

  @Test
  void aStoppedWorkerGivesBackWhatItRunsAndNothingCountsAgainstTheJob() {
    Desk desk = new Desk().hello("w1").submit("a").started("a");

    desk.steer("w1", WorkerVerb.STOP);
    Assignment stop = new Assignment.StopNow(desk.worker("w1"));
    assertThat(desk.told()).containsExactly(stop);
    assertThat(desk.drainingBeat("w1").told()).as("it still runs").contains(stop);

    desk.stopped("a", Report.StopReason.WORKER_STOPPING);
    assertThat(desk.is("a"))
        .isInstanceOfSatisfying(
            JobState.Queued.class, queued -> assertThat(queued.tries()).isEqualTo(Tries.NONE));
    assertThat(desk.isWorker("w1")).isInstanceOf(WorkerState.Draining.class);
    assertThat(desk.hello("w2").holder("a").name()).isEqualTo("w2");
  }

  @Test
  void aDrainingWorkerCanStillBeStopped() {
    Desk desk = new Desk().hello("w1").submit("a").started("a");
    desk.steer("w1", WorkerVerb.DRAIN);

    assertThat(done(desk.steer("w1", WorkerVerb.STOP))).isFalse();
    assertThat(done(desk.steer("w1", WorkerVerb.STOP))).isTrue();
    assertThat(done(desk.steer("w1", WorkerVerb.DRAIN))).isTrue();
  }

  @Test
  void aLockedWorkerFinishesWhatItRunsAndIsGivenNothingUntilItIsUnlocked() {
    Desk desk = new Desk().hello("w1").submit("a").started("a").submit("b");

    desk.steer("w1", WorkerVerb.LOCK).succeeded("a");
    assertThat(desk.isWorker("w1")).isInstanceOf(WorkerState.Idle.class);
    assertThat(desk.is("b")).isInstanceOf(JobState.Queued.class);

    desk.steer("w1", WorkerVerb.UNLOCK);
    assertThat(desk.holder("b").name()).isEqualTo("w1");
  }

  @Test
  void aRestartDoesNotUnlockAWorker() {
    Desk desk = new Desk().hello("w1").steer("w1", WorkerVerb.LOCK);

    desk.goodbye("w1").hello("w1").submit("a");
    assertThat(desk.is("a")).isInstanceOf(JobState.Queued.class);

    assertThat(desk.takeOver().state().seat("w1").orElseThrow().record().locked()).isTrue();
  }

  @Test
  void aWorkerThatIsGoneOrUnknownIsNotSteered() {
    Desk desk = new Desk().hello("w1").goodbye("w1");

    assertThat(refusal(desk.steer("w1", WorkerVerb.LOCK))).isEqualTo(Refusal.WORKER_GONE);
    assertThat(refusal(desk.steer("w9", WorkerVerb.DRAIN))).isEqualTo(Refusal.WORKER_NOT_FOUND);
    assertThat(done(desk.steer("w1", WorkerVerb.DRAIN))).as("it has left").isTrue();
  }

  private static boolean done(Desk desk) {
    return ((Reply.Done) desk.reply()).repeated();
  }

  private static String refusal(Desk desk) {
    return ((Reply.Refused) desk.reply()).refusal().code();
  }
}
