package dev.darkroom.scheduler.core.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.job.ErrorKind;
import dev.darkroom.job.JobError;
import dev.darkroom.job.JobHeader;
import dev.darkroom.job.command.PendingReason.Code;
import dev.darkroom.job.command.PoolQuote;
import dev.darkroom.job.command.Prospect;
import dev.darkroom.job.command.Refusal;
import dev.darkroom.job.command.Reply;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.pool.PoolVerb;
import dev.darkroom.job.spec.Demand;
import dev.darkroom.job.spec.JobKind;
import dev.darkroom.job.tenant.Quota;
import dev.darkroom.job.worker.WorkerVerb;
import dev.darkroom.scheduler.core.Desk;
import dev.darkroom.scheduler.core.policy.SchedulerPolicy;
import dev.darkroom.scheduler.core.policy.Sharing;
import dev.darkroom.scheduler.core.state.SchedulerState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProspectsTest {
  private final Desk desk = new Desk(policy());

  /** Nobody is taken for dead, and nothing decays within a test's time. */
  private static SchedulerPolicy policy() {
    Sharing sharing = Sharing.DEFAULT;
    return SchedulerPolicy.DEFAULT
        .withLease(Duration.ofHours(10))
        .with(
            new Sharing(
                Duration.ofDays(1_000),
                Duration.ofDays(1),
                sharing.lookAhead(),
                sharing.span(),
                sharing.linger(),
                sharing.preemption()));
  }

  @Test
  void aWaitingJobIsToldItsPlaceItsEndAndWhyItWaits() {
    desk.hello("w");
    seconds("default", "a", 10);
    seconds("default", "b", 20);
    seconds("default", "c", 5);
    desk.started("a").pass(Duration.ofSeconds(4));

    assertThat(desk.prospect("c").position()).hasValue(2);
    assertThat(desk.prospect("c").end().orElseThrow().p50())
        .as("6 s of a, 20 of b, 5 of its own")
        .isEqualTo(desk.now().plusSeconds(31));
    assertThat(codes("c")).containsExactly(Code.WORKERS_BUSY);
    assertThat(desk.prospect("c").reasons().getFirst().message())
        .isEqualTo(
            "the one worker that could run it is busy; ahead of it: 1 of your own jobs, 0 of others");
    assertThat(desk.prospect("b").position()).hasValue(1);
    assertThat(desk.prospect("a").position()).isEmpty();
    assertThat(desk.prospect("a").end().orElseThrow().p50()).isEqualTo(desk.now().plusSeconds(6));
  }

  @Test
  void whatNobodyHasJobsOfIsNotAnswered() {
    desk.hello("w");
    seconds("default", "a", 1);
    assertThat(desk.prospects(TenantId.of("other"), "a")).isEmpty();
    desk.started("a").succeeded("a");
    assertThat(desk.prospects(Desk.TENANT, "a")).isEmpty();
    assertThat(desk.prospects(Desk.TENANT, "unknown")).isEmpty();
  }

  @Test
  void aQuestionLeavesNoTrace() {
    desk.hello("w");
    seconds("default", "a", 1);
    SchedulerState before = desk.state();
    desk.prospect("a");
    assertThat(desk.last().changes()).isEmpty();
    assertThat(desk.last().events()).isEmpty();
    assertThat(desk.state()).isEqualTo(before);
  }

  @Test
  void whatNoWorkerCanRunIsNotCountedAsAhead() {
    desk.hello("w", Set.of(JobKind.NOOP));
    seconds("default", "a", 10);
    desk.train("stuck").train("stuck too");
    seconds("default", "b", 10);

    assertThat(desk.prospect("b").position()).hasValue(1);
    assertThat(desk.prospect("stuck too").position()).as("among its like").hasValue(2);
  }

  @Test
  void twoWorkersHalveTheWait() {
    desk.hello("v").hello("w");
    for (String job : List.of("a", "b", "c", "d", "e")) {
      seconds("default", job, 10);
    }
    assertThat(desk.prospect("e").end().orElseThrow().p50()).isEqualTo(desk.now().plusSeconds(30));
  }

  @Test
  void theNinthDecileIsNeverBeforeTheMedianAndKnowsOfDoubt() {
    desk.hello("w").submit("a").started("a").succeeded("a").submit("b").submit("c");
    var end = desk.prospect("c").end().orElseThrow();
    assertThat(end.p90()).isAfter(end.p50());
  }

  @Test
  void aJobThatWaitsForLockedWorkersSaysSo() {
    seconds("default", "a", 1);
    desk.steer("default", PoolVerb.PAUSE).hello("w").steer("w", WorkerVerb.LOCK);
    desk.steer("default", PoolVerb.RESUME);

    assertThat(codes("a")).containsExactly(Code.WORKERS_LOCKED);
    desk.steer("w", WorkerVerb.UNLOCK);
    assertThat(codes("a")).isEmpty();
  }

  @Test
  void everyReasonHasItsCode() {
    seconds("default", "a", 1);
    assertThat(codes("a")).containsExactly(Code.NO_WORKERS);
    desk.hello("w", Set.of(JobKind.GENERATION));
    assertThat(codes("a")).containsExactly(Code.NO_SUITABLE_WORKER);
    assertThat(desk.prospect("a").end()).isEmpty();
    desk.steer("default", PoolVerb.PAUSE);
    assertThat(codes("a")).startsWith(Code.POOL_PAUSED);
    desk.steer("default", PoolVerb.RESUME).hello("v");
    seconds("default", "b", 1);
    desk.started("a").failed("a", outage());
    assertThat(codes("a")).startsWith(Code.BACKING_OFF);
    assertThat(desk.prospect("a").position()).isEmpty();
    assertThat(desk.prospect("a").end()).isPresent();
  }

  @Test
  void aTenantAtItsQuotaIsToldSo() {
    desk.tenant("default", 1, new Quota(OptionalInt.empty(), OptionalInt.of(1), Optional.empty()));
    desk.hello("v").hello("w");
    seconds("default", "a", 1);
    seconds("default", "b", 1);
    assertThat(codes("b")).startsWith(Code.QUOTA_REACHED);
    assertThat(desk.prospect("b").reasons().getFirst().message())
        .isEqualTo("tenant 'default' has 1 jobs running, as many as it may");
  }

  @Test
  void whatTheWorkersLackIsNamed() {
    desk.hello("w");
    Demand zoned = demand(1).withLabels(Map.of("zone", "b"));
    desk.submit(Desk.header("a", 5, JobKind.NOOP).needing(zoned), "a");
    assertThat(desk.prospect("a").reasons().getFirst().message())
        .isEqualTo("of the 1 workers of pool 'default' none that could run it has label zone=b");
  }

  @Test
  void aDeadlineThatWillHardlyBeMetIsAReason() {
    desk.hello("w");
    seconds("default", "a", 1);
    desk.submit(until("b", 10, 60), "b");
    desk.started("a").pass(Duration.ofSeconds(55));
    assertThat(codes("b")).endsWith(Code.DEADLINE_AT_RISK);
  }

  @Test
  void aDeadlineThatCannotBeMetIsRefusedWithTheEarliestThatCould() {
    desk.hello("w");
    seconds("default", "a", 30);
    desk.submit(until("b", 10, 35), "b");
    assertThat(desk.reply())
        .isInstanceOfSatisfying(
            Reply.Refused.class,
            refused -> {
              assertThat(refused.refusal().code()).isEqualTo(Refusal.DEADLINE_UNREACHABLE);
              assertThat(refused.refusal().message())
                  .contains(desk.now().plusSeconds(40).toString());
              assertThat(refused.refusal().param()).contains("deadline");
            });
    desk.submit(until("c", 10, 41), "c");
    assertThat(desk.reply()).isInstanceOf(Reply.Queued.class);
  }

  @Test
  void aDeadlineThatHasPassedIsRefusedThoughNobodyIsThere() {
    desk.submit(until("a", 1, 0), "a");
    assertThat(desk.reply()).isInstanceOf(Reply.Refused.class);
    desk.submit(until("b", 10, 1), "b");
    assertThat(desk.reply()).as("without workers nobody can tell").isInstanceOf(Reply.Queued.class);
  }

  @Test
  void aQuoteTellsOfEveryPoolAndQueuesNothing() {
    desk.create("night").steer("night", PoolVerb.CORDON).hello("w");
    seconds("default", "a", 30);
    Map<String, PoolQuote> quotes =
        desk.quote(Desk.header("q", 5, JobKind.NOOP).needing(demand(10)));
    assertThat(quotes).containsOnlyKeys("default", "night");
    PoolQuote here = quotes.get("default");
    assertThat(here.refusal()).isEmpty();
    assertThat(here.cost().p50()).isEqualTo(Duration.ofSeconds(10));
    assertThat(here.prospect().position()).hasValue(1);
    assertThat(here.prospect().end().orElseThrow().p50()).isEqualTo(desk.now().plusSeconds(40));
    assertThat(quotes.get("night").refusal()).map(Refusal::code).contains("pool_cordoned");
    assertThat(desk.state().job(Desk.id("q"))).isEmpty();
  }

  /**
   * The closed form against the real dispatch: one worker works off all jobs, and each job's place
   * is compared with how many were given out before it.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void theToldPlacesAreThoseThatTheRealDispatchGivesOut(int seed) {
    Random random = new Random(seed);
    Map<String, Double> length = new HashMap<>();
    List<String> jobs = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      String tenant = "t" + t;
      desk.tenant(tenant, 1 + random.nextInt(3), Quota.NONE);
      length.put(tenant, 1 + 9 * random.nextDouble()); // so that no two marks are equal
    }
    desk.hello("w");
    seconds("default", "first", 1);
    desk.started("first");
    for (int j = 0; j < 24; j++) {
      String tenant = "t" + random.nextInt(4);
      String job = tenant + "-" + j;
      desk.submit(
          desk.of(tenant, job, 3 + random.nextInt(3)).needing(demand(length.get(tenant))), job);
      jobs.add(job);
    }
    Map<String, Integer> told = new HashMap<>();
    for (String job : jobs) {
      Prospect prospect = desk.prospects(TenantId.of(job.substring(0, 2)), job).getFirst();
      told.put(job, prospect.position().orElseThrow());
    }
    List<String> order = workedOff("first", jobs, length);
    Map<String, Integer> real = new HashMap<>();
    order.forEach(job -> real.put(job, real.size() + 1));
    assertThat(told).isEqualTo(real);
  }

  /** Ends one run after the other, each after the time that it was said to take. */
  private List<String> workedOff(String first, List<String> jobs, Map<String, Double> length) {
    List<String> order = new ArrayList<>();
    String running = first;
    while (order.size() < jobs.size()) {
      double seconds = running.equals(first) ? 1 : length.get(running.substring(0, 2));
      Duration took = Duration.ofNanos((long) (seconds * 1e9));
      desk.pass(took).took(running, took);
      running =
          jobs.stream()
              .filter(job -> !order.contains(job))
              .filter(this::held)
              .findFirst()
              .orElseThrow();
      order.add(running);
      desk.started(running);
    }
    return order;
  }

  private boolean held(String job) {
    return desk.is(job).currentWorker().isPresent();
  }

  private void seconds(String tenant, String job, int seconds) {
    desk.submit(desk.of(tenant, job, 5).needing(demand(seconds)), job);
  }

  private JobHeader until(String job, int seconds, int deadline) {
    Instant at = desk.now().plusSeconds(deadline);
    return desk.of("default", job, 5).needing(demand(seconds)).until(at);
  }

  private static Demand demand(double seconds) {
    return new Demand("noop/noop", seconds * 1e3, 1, Optional.empty(), Set.of(), 0, 0, Map.of());
  }

  private static JobError outage() {
    return new JobError(ErrorKind.DEPENDENCY, "down", "the store is down", Optional.empty());
  }

  private List<Code> codes(String job) {
    return desk.prospect(job).reasons().stream().map(r -> r.code()).toList();
  }
}
