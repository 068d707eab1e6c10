package dev.darkroom.scheduler.core.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.job.JobRecord;
import dev.darkroom.job.JobState;
import dev.darkroom.job.TimelineEntry;
import dev.darkroom.job.command.Command;
import dev.darkroom.job.command.Refusal;
import dev.darkroom.job.command.Reply;
import dev.darkroom.job.id.CommandId;
import dev.darkroom.job.id.Epoch;
import dev.darkroom.job.id.PoolId;
import dev.darkroom.job.pool.PoolOffer;
import dev.darkroom.job.pool.PoolSettings;
import dev.darkroom.job.pool.PoolVerb;
import dev.darkroom.job.spec.JobKind;
import dev.darkroom.job.worker.Report;
import dev.darkroom.scheduler.core.Desk;
import dev.darkroom.storage.log.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Jobs that leave their home, partition 0 with pool {@code default}, for others, and come back. */
class HandoversTest {
  private static final Set<JobKind> ALL = Set.of(JobKind.values());
  private static final PoolId NIGHT = PoolId.of("night");

  private final Desk home = new Desk();
  private final Desk far = new Desk(1).create("night");
  private final Desk farther = new Desk(2).create("moon");
  private final List<Desk> desks = List.of(home, far, farther);

  @Test
  void aJobIsOfferedWhereItHasMovedToAndNoLongerWhereItWas() {
    deliver(home.submit("a").move("a", "night", 1));

    home.hello("w1");
    far.hello("w2", ALL, NIGHT);

    assertThat(home.is("a")).isInstanceOf(JobState.MovedOut.class);
    assertThat(far.holder("a").name()).isEqualTo("w2");
    assertThat(far.job("a").header().pool()).isEqualTo(NIGHT);
  }

  @Test
  void whoAskedIsAnsweredByThePartitionThatHasTheJob() {
    home.submit("a").move("a", "night", 1);
    assertThat(home.last().replies()).isEmpty();
    CommandId asked = home.last().commands().getFirst().id();

    deliver(home);

    assertThat(far.reply())
        .isInstanceOfSatisfying(
            Reply.Accepted.class,
            accepted -> {
              assertThat(accepted.command()).isEqualTo(asked);
              assertThat(accepted.job().partition()).isEqualTo(1);
            });
  }

  @Test
  void aJobTakesItsWholePastAlong() {
    home.hello("w1").train("a").started("a").checkpointed("a", 50);
    home.stopped("a", Report.StopReason.WORKER_STOPPING).goodbye("w1").pause("a");
    JobRecord before = home.job("a");

    deliver(home.move("a", "night", 1));

    JobRecord after = far.job("a");
    assertThat(after.state()).isEqualTo(before.state()).isInstanceOf(JobState.Paused.class);
    assertThat(after.past()).isEqualTo(before.past());
    assertThat(after.spec()).isEqualTo(before.spec());
    assertThat(after.header()).isEqualTo(before.header().in(NIGHT));
    far.resume("a").hello("w2", ALL, NIGHT);
    assertThat(far.run("a").epoch()).as("higher than on its old partition").isEqualTo(Epoch.of(2));
    assertThat(after.timeline().subList(before.timeline().size(), after.timeline().size()))
        .extracting(TimelineEntry::what)
        .containsExactly("moving", "moved");
  }

  @Test
  void theSameJobHandedOverTwiceIsTakenOnce() {
    Command in = home.submit("a").move("a", "night", 1).last().commands().getFirst();
    far.command(in).hello("w2", ALL, NIGHT).succeeded("a");
    JobRecord done = far.job("a");

    far.command(in);

    assertThat(far.job("a")).isEqualTo(done);
    assertThat(((Reply.Accepted) far.reply()).repeated()).isTrue();
    assertThat(far.last().changes()).isEmpty();
  }

  @Test
  void aLateHandoverDoesNotBringBackAJobThatHasGoneOn() {
    Command in = home.submit("a").move("a", "night", 1).last().commands().getFirst();
    far.command(in);
    deliver(far.move("a", "moon", 2));

    far.takeOver().command(in);

    assertThat(far.is("a")).isInstanceOf(JobState.MovedOut.class);
    assertThat(farther.is("a")).isInstanceOf(JobState.Queued.class);
  }

  @Test
  void whatIsAskedWhereAJobWasReachesItWhereverItHasGone() {
    deliver(home.submit("a").move("a", "night", 1));
    deliver(far.move("a", "moon", 2));

    deliver(home.cancel("a"));

    assertThat(farther.is("a")).isInstanceOf(JobState.Canceled.class);
    assertThat(farther.reply()).isInstanceOf(Reply.Accepted.class);
  }

  @Test
  void whoNeverHadAJobSendsWhatIsAskedToItsHome() {
    home.submit("a");

    deliver(farther.cancel("a"));

    assertThat(home.is("a")).isInstanceOf(JobState.Canceled.class);
    assertThat(refusal(deliver(farther.cancel("nobody's"), home))).isEqualTo(Refusal.JOB_NOT_FOUND);
  }

  @Test
  void aCommandIsNotSentOnForEver() {
    Command.Cancel cancel =
        new Command.Cancel(new CommandId(new UUID(7, 7)), Desk.TENANT, Desk.id("a"), "asked");

    far.command(new Command.Forward(1, cancel, Command.Forward.MAX_HOPS));

    assertThat(far.last().commands()).isEmpty();
    assertThat(refusal(far)).isEqualTo(Refusal.JOB_MOVING);
  }

  @Test
  void aJobThatIsNotTakenWaitsAgainWhereItWas() {
    far.steer("night", PoolVerb.CORDON);
    home.submit("a").move("a", "night", 1);
    far.command(home.last().commands().getFirst());
    assertThat(refusal(far)).isEqualTo(Refusal.POOL_CORDONED);

    deliver(far);

    assertThat(home.is("a")).isInstanceOf(JobState.Queued.class);
    assertThat(home.job("a").timeline())
        .extracting(TimelineEntry::what, TimelineEntry::reason)
        .contains(org.assertj.core.groups.Tuple.tuple("turned_away", Refusal.POOL_CORDONED));
    assertThat(home.hello("w1").is("a")).isInstanceOf(JobState.Leased.class);
    deliver(far.cancel("a"));
    assertThat(home.is("a"))
        .as("asked where it was turned away")
        .isInstanceOf(JobState.Canceling.class);
  }

  @Test
  void whatIsAskedWhileAJobIsBeingTurnedAwayFindsIt() {
    far.steer("night", PoolVerb.CORDON);
    home.submit("a").move("a", "night", 1);
    List<Command> sent = List.copyOf(home.last().commands());
    List<Command> later = List.copyOf(home.cancel("a").last().commands());

    sent.forEach(far::command);
    List<Command> back = List.copyOf(far.last().commands());
    later.forEach(far::command);
    List<Command> bounced = List.copyOf(far.last().commands());
    back.forEach(home::command);
    bounced.forEach(home::command);

    assertThat(home.is("a")).isInstanceOf(JobState.Canceled.class);
  }

  @Test
  void aPoolThatIsDeletedSendsItsJobsToAnotherPartition() {
    home.create("day").submit("a").move("a", "day");

    deliver(home.delete("day", "night", 1).pass(Duration.ofSeconds(1)));

    assertThat(far.is("a")).isInstanceOf(JobState.Queued.class);
    assertThat(home.state().pool(PoolId.of("day")).record()).isEmpty();
    assertThat(far.last().replies()).as("nobody asked about the job").isEmpty();
  }

  @Test
  void aJobOfADeletedPoolThatNothingThereCanRunEndsThere() {
    far.change("night", offering(JobKind.INVERSION));
    home.create("day").submit("a").move("a", "day");

    deliver(home.delete("day", "night", 1).pass(Duration.ofSeconds(1)));

    assertThat(far.is("a")).isEqualTo(new JobState.Canceled(Refusal.UNSCHEDULABLE, far.now()));
  }

  @Test
  void aJobThatComesTooLateExpiresWhereItComes() {
    home.submit(Desk.header("a", 5, JobKind.NOOP).until(Desk.BEGIN.plusSeconds(5)), "request of a");
    home.move("a", "night", 1);

    far.hello("w2", ALL, NIGHT).pass(Duration.ofSeconds(6));
    deliver(home);

    assertThat(far.is("a")).isInstanceOf(JobState.Expired.class);
  }

  @Test
  void aSubmitThatIsRepeatedAtHomeIsAnsweredAsTheFirstTime() {
    deliver(home.submit("a").move("a", "night", 1));

    home.takeOver().submit("a");

    assertThat(home.reply())
        .isInstanceOfSatisfying(
            Reply.Accepted.class, accepted -> assertThat(accepted.repeated()).isTrue());
    assertThat(home.state().pool(PoolId.of("default")).waiting()).isZero();
  }

  @Test
  void whereAJobIsForgottenItsForwardsAreForgottenToo() {
    deliver(home.submit("a").move("a", "night", 1));
    deliver(far.move("a", "moon", 2));
    farther.cancel("a");

    deliver(farther.delete("a"));

    assertThat(farther.last().forgottenSpecs()).as("its spec stands at its home").isEmpty();
    assertThat(home.last().forgottenSpecs()).hasSize(1);
    desks.forEach(desk -> assertThat(desk.state().job(Desk.id("a"))).isEmpty());
    assertThat(home.submit("a").reply()).isInstanceOf(Reply.Queued.class);
  }

  @Test
  void aJobMayComeBackAndLeavesAForwardWhereItWas() {
    deliver(home.submit("a").move("a", "night", 1));

    deliver(far.move("a", "default", 0));

    assertThat(home.is("a")).isInstanceOf(JobState.Queued.class);
    assertThat(home.job("a").livesOn()).isZero();
    assertThat(far.job("a").livesOn()).isZero();
    assertThat(home.job("a").travels().orElseThrow().left()).containsExactly(1);
  }

  @Test
  void anOlderJobFromAnotherPartitionIsServedBeforeAYoungerOne() {
    home.submit("a");
    far.pass(Duration.ofSeconds(1));
    for (String name : List.of("b", "c")) {
      deliver(home.submit(home(name), "request of " + name).move(name, "night", 1));
    }
    deliver(home.move("a", "night", 1));

    far.hello("w2", ALL, NIGHT);

    assertThat(far.is("a")).isInstanceOf(JobState.Leased.class);
  }

  /** A job that is submitted a second after the first ones. */
  private dev.darkroom.job.JobHeader home(String name) {
    home.pass(Duration.ofMillis(500));
    return home.of(Desk.TENANT.value(), name, 5);
  }

  private static PoolSettings offering(JobKind kind) {
    PoolOffer offer = new PoolOffer(Set.of(kind), Set.of(), 0, Map.of());
    return new PoolSettings(OptionalInt.empty(), Optional.of(offer), Optional.empty());
  }

  private static String refusal(Desk desk) {
    return ((Reply.Refused) desk.reply()).refusal().code();
  }

  /** Lets the log deliver what a partition has just told others, and what these then tell. */
  private void deliver(Desk from) {
    for (Command command : List.copyOf(from.last().commands())) {
      deliver(desks.get(Topics.partitionOf(command)).command(command));
    }
  }

  private Desk deliver(Desk from, Desk answering) {
    deliver(from);
    return answering;
  }
}
