package dev.darkroom.scheduler.core.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.job.ErrorKind;
import dev.darkroom.job.JobError;
import dev.darkroom.job.JobHeader;
import dev.darkroom.job.JobState;
import dev.darkroom.job.id.RunRef;
import dev.darkroom.job.spec.Demand;
import dev.darkroom.job.spec.JobKind;
import dev.darkroom.job.tenant.Quota;
import dev.darkroom.job.worker.Assignment;
import dev.darkroom.job.worker.Capabilities;
import dev.darkroom.job.worker.Report;
import dev.darkroom.job.worker.WorkerState;
import dev.darkroom.scheduler.core.Desk;
import dev.darkroom.scheduler.core.policy.SchedulerPolicy;
import dev.darkroom.scheduler.core.policy.Sharing;
import dev.darkroom.scheduler.core.state.Shares;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BatchesTest {
  private static final Duration LINGER = Sharing.DEFAULT.linger();

  private final Desk desk = new Desk();

  @Test
  void jobsOfSeveralTenantsShareALeaseUpToTheWorkersLimit() {
    batchable("t", "a").batchable("u", "b").batchable("t", "c").batchable("t", "d");
    desk.pass(LINGER);
    hello("w", 3);
    assertThat(desk.told()).hasSize(1);
    assertThat(desk.told().getFirst()).isInstanceOf(Assignment.Run.class);
    assertThat(desk.held("w"))
        .extracting(RunRef::job)
        .containsExactlyInAnyOrder(Desk.id("a"), Desk.id("b"), Desk.id("c"));
    assertThat(desk.is("d")).isInstanceOf(JobState.Queued.class);
  }

  @Test
  void aBatchThatIsNotFullWaitsAMomentForMore() {
    hello("w", 4);
    batchable("t", "a");
    assertThat(desk.is("a")).isInstanceOf(JobState.Queued.class);
    assertThat(desk.state().nextDue(SchedulerPolicy.DEFAULT)).contains(desk.now().plus(LINGER));
    batchable("u", "b");
    desk.pass(LINGER);
    assertThat(desk.held("w")).hasSize(2);
  }

  @Test
  void whatAJobHasWaitedOnItsWayIsNoPartOfTheMomentThatABatchWaits() {
    hello("w", 4);
    JobHeader sent = desk.of("t", "a", 5);
    Demand alike = new Demand("noop/noop", 1, 1, Optional.of("k"), Set.of(), 0, 0, Map.of());
    desk.pass(LINGER);
    desk.submit(sent.needing(alike), "request of a");
    assertThat(desk.held("w")).hasSize(1);
  }

  @Test
  void picturesCountAndNotJobs() {
    batchable("t", "three", 3).batchable("t", "two", 2).batchable("t", "one", 1);
    desk.pass(LINGER);
    hello("w", 4);
    assertThat(desk.held("w"))
        .extracting(RunRef::job)
        .containsExactly(Desk.id("three"), Desk.id("one"));
  }

  @Test
  void aMembersQuotaHoldsInABatchToo() {
    desk.tenant("t", 1, new Quota(OptionalInt.empty(), OptionalInt.of(2), Optional.empty()));
    batchable("t", "a").batchable("t", "b").batchable("t", "c");
    desk.pass(LINGER);
    hello("w", 8);
    assertThat(desk.held("w")).hasSize(2);
  }

  @Test
  void cancelingOneMemberLeavesTheRest() {
    batchable(Desk.TENANT.value(), "a").batchable(Desk.TENANT.value(), "b");
    desk.pass(LINGER);
    hello("w", 4);
    desk.cancel("a");
    assertThat(desk.told())
        .containsExactly(new Assignment.CancelRun(desk.worker("w"), desk.run("a"), "asked"));
    desk.stopped("a", Report.StopReason.CANCELED);
    assertThat(desk.is("a")).isInstanceOf(JobState.Canceled.class);
    assertThat(desk.isWorker("w")).isInstanceOf(WorkerState.Busy.class);
    desk.started("b").succeeded("b");
    assertThat(desk.isWorker("w")).isInstanceOf(WorkerState.Idle.class);
  }

  @Test
  void afterAWorkersDeathItsMembersRunAloneAndAreNotBlamed() {
    batchable("t", "a").batchable("t", "b");
    desk.pass(LINGER);
    hello("w", 4);
    desk.pass(Desk.LEASE);
    assertThat(desk.is("a"))
        .isInstanceOfSatisfying(
            JobState.Queued.class,
            queued -> {
              assertThat(queued.tries().workerDeaths()).isZero();
              assertThat(queued.tries().alone()).isTrue();
            });
    hello("w2", 4);
    assertThat(desk.held("w2")).hasSize(1);
  }

  @Test
  void membersOfABatchThatIsTooLargeAreTriedAlone() {
    batchable("t", "a").batchable("t", "b");
    desk.pass(LINGER);
    hello("w", 4);
    JobError error = JobError.of(ErrorKind.CAPACITY, JobError.BATCH_TOO_LARGE, "no room");
    desk.failed("a", error).failed("b", error);
    assertThat(desk.held("w")).hasSize(1);
    assertThat(desk.job("a").state()).isInstanceOf(JobState.Leased.class);
    assertThat(desk.job("b").state()).isInstanceOf(JobState.Queued.class);
  }

  @Test
  void eachMemberPaysForItsPartOfTheTime() {
    batchable("t", "a").batchable("u", "b");
    desk.pass(LINGER);
    hello("w", 4);
    desk.works("w", Duration.ofSeconds(4));
    Shares shares = desk.state().pool(desk.job("a").header().pool()).shares();
    Duration half = Sharing.DEFAULT.halfLife();
    for (String name : List.of("a", "b")) {
      assertThat(shares.seconds(desk.job(name).header().tenant(), 1, desk.now(), half))
          .isBetween(1.9, 2.1);
    }
  }

  private BatchesTest batchable(String tenant, String name) {
    return batchable(tenant, name, 1);
  }

  private BatchesTest batchable(String tenant, String name, int pictures) {
    JobHeader header = desk.of(tenant, name, 5);
    desk.submit(
        header.needing(
            new Demand("noop/noop", 1, pictures, Optional.of("k"), Set.of(), 0, 0, Map.of())),
        "request of " + name);
    return this;
  }

  private void hello(String worker, int units) {
    desk.hello(
        worker, new Capabilities(Set.of(JobKind.NOOP), "cpu", 1, Map.of()).withBatches(units));
  }
}
