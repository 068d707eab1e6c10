package dev.darkroom.scheduler.core.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.darkroom.job.command.Refusal;
import dev.darkroom.job.command.Reply;
import dev.darkroom.job.tenant.KeyUsageRecord;
import dev.darkroom.job.tenant.Payer;
import dev.darkroom.job.tenant.Quota;
import dev.darkroom.scheduler.core.Desk;
import dev.darkroom.scheduler.core.state.SchedulerState;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class KeyBudgetsTest {
  private static final Payer SMALL = payer("aaaaaaaaaaaaaaaa", Duration.ofSeconds(5));
  private static final Payer LARGE = payer("bbbbbbbbbbbbbbbb", Duration.ofHours(1));

  private final Desk desk = new Desk().hello("w");

  @Test
  void whatAKeysJobsTookIsCountedWhenTheirRunsEnd() {
    submit("a", SMALL);
    assertThat(desk.state().accounts().keyUsage().isEmpty()).isTrue();
    desk.works("w", Duration.ofSeconds(2));
    submit("b", SMALL);
    desk.works("w", Duration.ofSeconds(1)).submit("of nobody").works("w", Duration.ofSeconds(1));

    assertThat(used(SMALL)).isCloseTo(3, within(1e-9));
  }

  @Test
  void aKeyThatHasSpentItsBudgetIsRefusedMoreUntilTheNextWindow() {
    submit("a", SMALL);
    submit("queued before", SMALL);
    desk.works("w", Duration.ofSeconds(6));
    submit("b", SMALL);

    assertThat(refusal().code()).isEqualTo(Refusal.KEY_BUDGET_EXHAUSTED);
    assertThat(refusal().message()).contains("aaaaaaaaaaaaaaaa", "submit again from");
    assertThat(desk.held("w")).as("what was queued before runs").hasSize(1);
    submit("c", LARGE);
    assertThat(desk.reply()).isInstanceOf(Reply.Queued.class);

    desk.pass(Duration.ofHours(1));
    submit("d", SMALL);
    assertThat(desk.reply()).isInstanceOf(Reply.Queued.class);
  }

  @Test
  void whatHasFailedIsNotTriedAnewAtTheCostOfAnEmptyBudget() {
    submit("a", SMALL);
    submit("b", SMALL);
    desk.cancel("b").works("w", Duration.ofSeconds(6)).retry("b");

    assertThat(refusal().code()).isEqualTo(Refusal.KEY_BUDGET_EXHAUSTED);
  }

  @Test
  void aSchedulerThatTakesOverKnowsWhatWasSpent() {
    submit("a", SMALL);
    desk.works("w", Duration.ofSeconds(6)).takeOver();
    submit("b", SMALL);

    assertThat(refusal().code()).isEqualTo(Refusal.KEY_BUDGET_EXHAUSTED);
  }

  @Test
  void keysWhoseWindowIsOverAreLetGoWhenAnotherSpends() {
    submit("a", SMALL);
    desk.works("w", Duration.ofSeconds(1)).pass(Duration.ofHours(1)).hello("w");
    submit("b", LARGE);
    desk.works("w", Duration.ofSeconds(1));

    assertThat(desk.state().accounts().keyUsage().has(SMALL.key())).isFalse();
    assertThat(used(LARGE)).isCloseTo(1, within(1e-9));
    SchedulerState before = desk.state();
    assertThat(desk.takeOver().state().accounts()).isEqualTo(before.accounts());
  }

  private void submit(String name, Payer payer) {
    desk.submit(desk.of(Desk.TENANT.value(), name, 5).paidBy(payer), "request of " + name);
  }

  private double used(Payer payer) {
    return desk.state()
        .accounts()
        .keyUsage()
        .get(payer.key())
        .map(KeyUsageRecord::seconds)
        .orElse(0.0);
  }

  private Refusal refusal() {
    return ((Reply.Refused) desk.reply()).refusal();
  }

  private static Payer payer(String key, Duration budget) {
    return new Payer(key, new Quota.Budget(budget, Duration.ofHours(1)));
  }
}
