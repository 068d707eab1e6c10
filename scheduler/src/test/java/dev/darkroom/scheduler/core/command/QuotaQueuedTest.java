package dev.darkroom.scheduler.core.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.job.ErrorKind;
import dev.darkroom.job.JobError;
import dev.darkroom.job.JobState;
import dev.darkroom.job.command.Command;
import dev.darkroom.job.command.Refusal;
import dev.darkroom.job.command.Reply;
import dev.darkroom.job.id.CommandId;
import dev.darkroom.job.tenant.Quota;
import dev.darkroom.job.tenant.TenantRecord;
import dev.darkroom.scheduler.core.Desk;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class QuotaQueuedTest {
  private static final JobError OUTAGE =
      JobError.of(ErrorKind.DEPENDENCY, "store_away", "the store is away");

  private final Desk desk =
      new Desk()
          .command(
              new Command.SetTenant(
                  new CommandId(new UUID(1, 1)),
                  0,
                  new TenantRecord(
                      Desk.TENANT,
                      1,
                      new Quota(OptionalInt.of(2), OptionalInt.empty(), Optional.empty()))));

  @Test
  void aTenantWithAllTheWaitingJobsThatItMayHaveIsRefusedMore() {
    desk.submit("a").submit("b").submit("c");

    assertThat(desk.reply())
        .isInstanceOfSatisfying(
            Reply.Refused.class,
            refused -> {
              assertThat(refused.refusal().code()).isEqualTo(Refusal.QUOTA_QUEUED);
              assertThat(refused.refusal().message()).contains("2 jobs of tenant 'default'");
            });
  }

  @Test
  void whatRunsDoesNotCount() {
    desk.hello("w1").submit("a").submit("b").submit("c");

    assertThat(desk.reply()).isInstanceOf(Reply.Queued.class);
  }

  @Test
  void whatBacksOffOrIsPausedWaitsTooAndCounts() {
    desk.hello("w1").train("a").started("a").failed("a", OUTAGE);
    assertThat(desk.is("a")).as("it backs off").isInstanceOf(JobState.Queued.class);
    desk.goodbye("w1").train("b").pause("b").submit("c");
    assertThat(desk.reply()).isInstanceOf(Reply.Refused.class);

    desk.cancel("b").submit("c");
    assertThat(desk.reply()).isInstanceOf(Reply.Queued.class);

    desk.pass(Duration.ofMinutes(1)).submit("d");
    assertThat(desk.reply()).as("the backoff is over").isInstanceOf(Reply.Refused.class);
  }

  @Test
  void whatWasAcceptedBeforeIsAnsweredAsTheFirstTime() {
    desk.submit("a").submit("b").submit("a");

    assertThat(desk.reply())
        .isInstanceOfSatisfying(
            Reply.Accepted.class, accepted -> assertThat(accepted.repeated()).isTrue());
  }

  @Test
  void aSchedulerThatTakesOverHoldsItToTheSame() {
    desk.submit("a").submit("b").takeOver().submit("c");

    assertThat(desk.reply()).isInstanceOf(Reply.Refused.class);
  }
}
