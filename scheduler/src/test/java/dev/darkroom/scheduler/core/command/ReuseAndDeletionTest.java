package dev.darkroom.scheduler.core.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.darkroom.job.CachedResult;
import dev.darkroom.job.JobState;
import dev.darkroom.job.Output;
import dev.darkroom.job.TimelineEntry;
import dev.darkroom.job.command.Refusal;
import dev.darkroom.job.command.Reply;
import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.Epoch;
import dev.darkroom.job.id.PoolId;
import dev.darkroom.job.pool.PoolVerb;
import dev.darkroom.scheduler.core.Desk;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ReuseAndDeletionTest {
  private static final Digest MANIFEST = Digest.of(new byte[] {1});
  private static final CachedResult CACHED =
      new CachedResult(Desk.id("earlier"), MANIFEST, List.of(output("0.png"), output("1.png")));

  private final Desk desk = new Desk();

  @Test
  void aJobThatComesWithAnEarlierResultEndsAtOnceAndTakesNoWorker() {
    desk.hello("w1").submit("a", CACHED);
    assertThat(desk.is("a"))
        .isEqualTo(
            new JobState.Succeeded(
                Epoch.NONE, MANIFEST, desk.now(), Optional.of(Desk.id("earlier"))));
    assertThat(desk.happened()).containsExactly("Reused");
    assertThat(desk.told()).isEmpty();
    assertThat(desk.job("a").outputs()).isEqualTo(CACHED.outputs());
    assertThat(desk.job("a").cachedFrom()).contains(Desk.id("earlier"));
    assertThat(desk.job("a").bill()).isEmpty();
    assertThat(desk.job("a").timeline())
        .extracting(TimelineEntry::what)
        .containsExactly("queued", "cached");
    assertThat(accepted().job()).isEqualTo(desk.job("a"));
    assertThat(desk.state().pool(PoolId.of("default")).waiting()).isZero();
  }

  @Test
  void aRepeatIsAnsweredWithTheFirstResult() {
    desk.submit("a", CACHED).submit("a", CACHED);
    assertThat(accepted().repeated()).isTrue();
    assertThat(desk.last().changes()).isEmpty();
  }

  @Test
  void aJobThatWaitsAlreadyIsNotEndedByASecondSubmitThatBringsAResult() {
    desk.submit("a").submit("a", CACHED);
    assertThat(accepted().repeated()).isTrue();
    assertThat(desk.is("a")).isInstanceOf(JobState.Queued.class);
  }

  @Test
  void aFullQueueDoesNotKeepOutWhatNeverWaits() {
    desk.pool(1).submit("a").submit("b", CACHED);
    assertThat(desk.is("b")).isInstanceOf(JobState.Succeeded.class);
  }

  @Test
  void aPoolThatTakesNoJobsTakesNoneOfThese() {
    desk.steer("default", PoolVerb.CORDON).submit("a", CACHED);
    assertThat(refused().code()).isEqualTo(Refusal.POOL_CORDONED);
    assertThat(desk.last().forgottenSpecs()).hasSize(1);
  }

  @Test
  void anotherSchedulerThatTakesOverKnowsTheSame() {
    desk.submit("a", CACHED).deleteOutputs("a", Optional.of("0.png"));
    var before = desk.job("a");
    assertThat(desk.takeOver().job("a")).isEqualTo(before);
  }

  @Test
  void aDeletedOutputIsStillToldOfAndIsGone() {
    desk.submit("a", CACHED).deleteOutputs("a", Optional.of("1.png"));
    assertThat(desk.job("a").outputs())
        .containsExactly(output("0.png"), output("1.png").deleted(desk.now()));
    assertThat(desk.is("a").status().terminal()).isTrue();
    desk.deleteOutputs("a", Optional.of("1.png"));
    assertThat(accepted().repeated()).isTrue();
    desk.deleteOutputs("a", Optional.empty());
    assertThat(desk.job("a").outputs()).allMatch(output -> output.deletedAt().isPresent());
  }

  @Test
  void anOutputThatIsNotThereCannotBeDeleted() {
    desk.submit("a", CACHED).deleteOutputs("a", Optional.of("7.png"));
    assertThat(refused().code()).isEqualTo(Refusal.OUTPUT_NOT_FOUND);
  }

  @Test
  void whatHasNotEndedIsNotDeleted() {
    desk.submit("a").deleteOutputs("a", Optional.empty());
    assertThat(refused().code()).isEqualTo(Refusal.JOB_NOT_ENDED);
    desk.delete("a");
    assertThat(refused().code()).isEqualTo(Refusal.JOB_NOT_ENDED);
    assertThat(desk.is("a")).isInstanceOf(JobState.Queued.class);
  }

  @Test
  void aDeletedJobIsForgottenWithItsSpec() {
    desk.submit("a", CACHED).delete("a");
    assertThat(accepted().job().header().id()).isEqualTo(Desk.id("a"));
    assertThat(desk.state().job(Desk.id("a"))).isEmpty();
    assertThat(desk.last().forgottenSpecs()).hasSize(1);
    desk.delete("a");
    assertThat(refused().code()).isEqualTo(Refusal.JOB_NOT_FOUND);
    assertThat(desk.takeOver().state().job(Desk.id("a"))).isEmpty();
  }

  private static Output output(String name) {
    return new Output(
        name, Output.Role.IMAGE, "t/" + name, MANIFEST, "image/png", 1, OptionalLong.empty());
  }

  private Reply.Accepted accepted() {
    return assertThat(desk.reply()).asInstanceOf(type(Reply.Accepted.class)).actual();
  }

  private Refusal refused() {
    return assertThat(desk.reply()).asInstanceOf(type(Reply.Refused.class)).actual().refusal();
  }
}
