package dev.darkroom.scheduler.core.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.darkroom.job.JobHeader;
import dev.darkroom.job.JobState;
import dev.darkroom.job.id.ModelRef;
import dev.darkroom.job.id.PoolId;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.pool.PoolRecord;
import dev.darkroom.job.spec.Demand;
import dev.darkroom.job.spec.JobKind;
import dev.darkroom.job.tenant.Quota;
import dev.darkroom.job.worker.Capabilities;
import dev.darkroom.scheduler.core.Desk;
import dev.darkroom.scheduler.core.account.Quotas;
import dev.darkroom.scheduler.core.policy.SchedulerPolicy;
import dev.darkroom.scheduler.core.state.Pool;
import dev.darkroom.scheduler.core.state.SchedulerState;
import dev.darkroom.scheduler.core.state.Shares;
import dev.darkroom.scheduler.core.state.StateChange;
import dev.darkroom.storage.log.StateEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FairShareTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final Desk desk = new Desk();

  @Test
  void aTenantWithManyJobsDelaysALightOneByNoMoreThanTheRunningJob() {
    desk.hello("w");
    IntStream.range(0, 200).forEach(i -> desk.submit("heavy", "h" + i, 9));
    desk.works("w", SECOND).works("w", SECOND).submit("light", "l", 0);
    desk.works("w", SECOND);
    assertThat(desk.is("l")).isInstanceOf(JobState.Leased.class);
  }

  @Test
  void tenantsThatAlwaysWantMoreGetWhatTheirWeightsSay() {
    desk.tenant("gold", 3, Quota.NONE).hello("w");
    for (int i = 0; i < 200; i++) {
      desk.submit("gold", "g" + i, 5).submit("plain", "p" + i, 5);
    }
    IntStream.range(0, 120).forEach(_ -> desk.works("w", SECOND));
    assertThat(done("gold")).isCloseTo(90L, within(2L));
    assertThat(done("plain")).isCloseTo(30L, within(2L));
  }

  @Test
  void whatCountsIsWorkerTimeAndNotTheNumberOfJobs() {
    desk.hello("w");
    for (int i = 0; i < 60; i++) {
      desk.submit("long", "l" + i, 5).submit("short", "s" + i, 5);
    }
    for (int i = 0; i < 48; i++) {
      boolean isLong = desk.job(running()).header().tenant().value().equals("long");
      desk.works("w", isLong ? SECOND.multipliedBy(3) : SECOND);
    }
    assertThat(done("short")).isCloseTo(3 * done("long"), within(4L));
  }

  @Test
  void whoComesBackAfterAPauseMakesNobodyPayForIt() {
    desk.hello("w");
    IntStream.range(0, 300).forEach(i -> desk.submit("steady", "s" + i, 5));
    IntStream.range(0, 100).forEach(_ -> desk.works("w", SECOND));
    IntStream.range(0, 100).forEach(i -> desk.submit("late", "l" + i, 5));
    long before = done("steady");
    IntStream.range(0, 40).forEach(_ -> desk.works("w", SECOND));
    assertThat(done("steady") - before).isCloseTo(20L, within(2L));
  }

  @Test
  void whatATenantHasHadOutlivesTheScheduler() {
    desk.hello("w");
    for (int i = 0; i < 40; i++) {
      desk.submit("a", "a" + i, 5).submit("b", "b" + i, 5);
    }
    IntStream.range(0, 20).forEach(_ -> desk.works("w", SECOND));
    Shares live = pool().shares();
    desk.takeOver();
    assertThat(pool().shares()).isEqualTo(live);
  }

  @Test
  void aTenantWhoseUsageTheLogForgetsIsServedAsOneThatIsNew() {
    desk.hello("w").submit("a", "a1", 5).works("w", SECOND);
    assertThat(pool().shares().usage().has(TenantId.of("a"))).isTrue();
    String key = StateEntry.usageKey(PoolRecord.DEFAULT, TenantId.of("a"));
    SchedulerState after = desk.state().replay(StateChange.forget(key));
    assertThat(after.pool(PoolRecord.DEFAULT).shares().usage().isEmpty()).isTrue();
  }

  @Test
  void insideATenantTheHigherPriorityComesFirstAndThenTheOlderJob() {
    desk.submit("t", "low", 1).submit("t", "old", 5).submit("t", "young", 5).submit("t", "high", 9);
    desk.hello("w");
    assertThat(order(4)).containsExactly("high", "old", "young", "low");
  }

  @Test
  void aJobThatHasWaitedLongEnoughCountsAsMoreUrgent() {
    desk.submit("t", "low", 4).pass(Duration.ofMinutes(21)).submit("t", "high", 5).hello("w");
    assertThat(order(1)).containsExactly("low");
  }

  @Test
  void insideATenantAndPriorityTheEarliestDeadlineComesFirst() {
    desk.submit("t", "none", 5);
    submit(desk.of("t", "late", 5).until(desk.now().plusSeconds(900)));
    submit(desk.of("t", "soon", 5).until(desk.now().plusSeconds(90)));
    desk.hello("w");
    assertThat(order(3)).containsExactly("soon", "late", "none");
  }

  @Test
  void aJobThatNoWorkerSuitsHoldsNobodyUp() {
    for (int i = 0; i < 100; i++) {
      submit(desk.of("t", "gpu" + i, 9).needing(demand("m").withLabels(Map.of("gpu", "h100"))));
    }
    desk.submit("t", "plain", 0).hello("w");
    assertThat(desk.is("plain")).isInstanceOf(JobState.Leased.class);
    desk.hello("h", new Capabilities(Set.of(JobKind.NOOP), "cuda:0", 1, Map.of("gpu", "h100")));
    assertThat(desk.job(held("h")).header().demand().labels()).containsEntry("gpu", "h100");
  }

  @Test
  void aWorkerIsGivenOnlyModelsThatItMayRunAndThatFit() {
    submit(model(desk.of("t", "large", 5), "m", 2_000));
    submit(model(desk.of("t", "other", 5), "other", 10));
    submit(model(desk.of("t", "fits", 5), "m", 1_000));
    desk.hello(
        "w",
        new Capabilities(
            Set.of(JobKind.NOOP), "cpu", 1_000, Map.of(), "cpu", Set.of(), Set.of("m"), 1));
    assertThat(order(2)).containsExactly("fits");
  }

  @Test
  void aJobWhoseModelTheWorkerHoldsMayOvertakeAFewOfItsTenant() {
    desk.hello("w").submit("t", "busy", 5).holds("w", "b");
    submit(desk.of("t", "a1", 5).needing(demand("a")));
    submit(desk.of("t", "b1", 5).needing(demand("b")));
    assertThat(order(3)).containsExactly("busy", "b1", "a1");
  }

  @Test
  void affinityNeverOvertakesAnotherTenantNorAHigherPriority() {
    desk.hello("w").submit("x", "busy", 5).holds("w", "b");
    submit(desk.of("t", "urgent", 6).needing(demand("a")));
    submit(desk.of("t", "b1", 5).needing(demand("b")));
    submit(desk.of("x", "b2", 5).needing(demand("b")));
    assertThat(order(2)).containsExactly("busy", "urgent");
  }

  @Test
  void affinityLooksAheadNoFurtherThanItMay() {
    desk.hello("w").submit("t", "busy", 5).holds("w", "b");
    for (int i = 0; i < 40; i++) {
      submit(desk.of("t", "a" + i, 5).needing(demand("a")));
    }
    submit(desk.of("t", "b1", 5).needing(demand("b")));
    assertThat(order(2)).containsExactly("busy", "a0");
  }

  @Test
  void aJobGoesToTheIdleWorkerThatHoldsItsModel() {
    desk.hello("cold").pass(SECOND).hello("warm").holds("warm", "b");
    submit(desk.of("t", "b1", 5).needing(demand("b")));
    assertThat(desk.holder("b1").name()).isEqualTo("warm");
  }

  @Test
  void aTenantRunsNoMoreJobsAtOnceThanItsQuotaAllows() {
    desk.tenant("t", 1, new Quota(OptionalInt.empty(), OptionalInt.of(1), Optional.empty()));
    desk.hello("w1").hello("w2").submit("t", "a", 5).submit("t", "b", 5).submit("u", "c", 5);
    assertThat(desk.is("a")).isInstanceOf(JobState.Leased.class);
    assertThat(desk.is("b")).isInstanceOf(JobState.Queued.class);
    assertThat(desk.is("c")).isInstanceOf(JobState.Leased.class);
    desk.works("w1", SECOND);
    assertThat(desk.is("b")).isInstanceOf(JobState.Leased.class);
  }

  @Test
  void aTenantThatHasUsedUpItsBudgetWaitsForTheNextWindow() {
    Quota.Budget budget = new Quota.Budget(Duration.ofSeconds(5), Duration.ofMinutes(10));
    desk.tenant("t", 1, new Quota(OptionalInt.empty(), OptionalInt.empty(), Optional.of(budget)));
    desk.hello("w").submit("t", "a", 5).submit("t", "b", 5).submit("t", "c", 5);
    desk.works("w", Duration.ofSeconds(3)).works("w", Duration.ofSeconds(3)).beat("w");
    assertThat(desk.is("c")).isInstanceOf(JobState.Queued.class);
    assertThat(Quotas.reached(desk.state(), pool("default"), TenantId.of("t"), 0, desk.now()))
        .contains(Quotas.Reached.BUDGET);
    assertThat(desk.state().nextDue(SchedulerPolicy.DEFAULT))
        .hasValueSatisfying(due -> assertThat(due).isBefore(desk.now().plusSeconds(600)));
    for (int i = 0; i < 60; i++) {
      desk.pass(Duration.ofSeconds(10)).beat("w");
    }
    assertThat(desk.is("c")).isInstanceOf(JobState.Leased.class);
  }

  private long done(String tenant) {
    return IntStream.range(0, 300)
        .mapToObj(i -> tenant.charAt(0) + "" + i)
        .filter(name -> desk.state().job(Desk.id(name)).isPresent())
        .filter(name -> desk.job(name).header().tenant().value().equals(tenant))
        .filter(name -> desk.is(name) instanceof JobState.Succeeded)
        .count();
  }

  private Pool pool() {
    return desk.state().pool(pool("default"));
  }

  private static PoolId pool(String name) {
    return PoolId.of(name);
  }

  private String running() {
    return held("w");
  }

  /** The name of the job that a worker holds. */
  private String held(String worker) {
    var id = desk.held(worker).getFirst().job();
    return names().stream().filter(name -> Desk.id(name).equals(id)).findFirst().orElseThrow();
  }

  private static List<String> names() {
    List<String> names =
        new ArrayList<>(
            List.of("low", "old", "young", "high", "none", "late", "soon", "busy", "urgent"));
    names.addAll(List.of("large", "other", "fits", "plain", "b1", "b2"));
    for (int i = 0; i < 300; i++) {
      names.addAll(List.of("l" + i, "s" + i, "gpu" + i, "a" + i));
    }
    return names;
  }

  /** The next jobs that the worker is given, each as soon as the one before is done. */
  private List<String> order(int most) {
    List<String> order = new ArrayList<>();
    while (order.size() < most && !desk.held("w").isEmpty()) {
      order.add(held("w"));
      desk.works("w", SECOND);
    }
    return order;
  }

  private void submit(JobHeader header) {
    desk.submit(header, "request of " + header.id());
  }

  private static Demand demand(String model) {
    return new Demand("noop/" + model, 1, 1, Optional.empty(), Set.of(model), 0, 0, Map.of());
  }

  private static JobHeader model(JobHeader header, String model, long bytes) {
    JobHeader of =
        new JobHeader(
            header.id(),
            header.tenant(),
            header.pool(),
            header.kind(),
            ModelRef.parse(model),
            header.priority(),
            header.metadata(),
            header.createdAt());
    return of.needing(
        new Demand("noop/" + model, 1, 1, Optional.empty(), Set.of(model), bytes, 0, Map.of()));
  }
}
