package dev.darkroom.scheduler.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.darkroom.job.JobState;
import dev.darkroom.job.command.Refusal;
import dev.darkroom.job.command.Reply;
import dev.darkroom.job.worker.Assignment;
import dev.darkroom.job.worker.Report;
import dev.darkroom.scheduler.core.Desk;
import dev.darkroom.scheduler.core.policy.SchedulerPolicy;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DeadlinesTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  private final Desk desk = new Desk();

  @Test
  void aJobThatStillWaitsAtItsDeadlineExpires() {
    submit("a");
    assertThat(desk.state().nextDue(SchedulerPolicy.DEFAULT)).contains(desk.now().plus(SOON));
    desk.pass(SOON);
    assertThat(desk.is("a")).isInstanceOf(JobState.Expired.class);
  }

  @Test
  void aRunThatMissesItsDeadlineIsStoppedAndItsJobExpires() {
    desk.hello("w");
    submit("a");
    desk.started("a").pass(SOON);
    assertThat(desk.told())
        .containsExactly(
            new Assignment.CancelRun(desk.worker("w"), desk.run("a"), DeadlineRules.REASON));
    desk.stopped("a", Report.StopReason.CANCELED);
    assertThat(desk.is("a")).isInstanceOf(JobState.Expired.class);
  }

  @Test
  void aRunThatSucceedsBeforeItIsStoppedHasSucceeded() {
    desk.hello("w");
    submit("a");
    desk.started("a").pass(SOON).succeeded("a");
    assertThat(desk.is("a")).isInstanceOf(JobState.Succeeded.class);
  }

  @Test
  void whatHasExpiredIsNotRetried() {
    submit("a");
    desk.pass(SOON).retry("a");
    assertThat(desk.reply())
        .asInstanceOf(type(Reply.Refused.class))
        .extracting(refused -> refused.refusal().code())
        .isEqualTo(Refusal.DEADLINE_PASSED);
  }

  private void submit(String name) {
    desk.submit(
        desk.of(Desk.TENANT.value(), name, 5).until(desk.now().plus(SOON)), "request of " + name);
  }
}
