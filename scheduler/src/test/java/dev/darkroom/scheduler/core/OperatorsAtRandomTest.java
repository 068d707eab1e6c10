package dev.darkroom.scheduler.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.job.JobEvent;
import dev.darkroom.job.JobRecord;
import dev.darkroom.job.JobState;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.PoolId;
import dev.darkroom.job.id.WorkerId;
import dev.darkroom.job.pool.PoolRecord;
import dev.darkroom.job.pool.PoolSettings;
import dev.darkroom.job.pool.PoolVerb;
import dev.darkroom.job.spec.JobKind;
import dev.darkroom.job.worker.Report;
import dev.darkroom.job.worker.WorkerRecord;
import dev.darkroom.job.worker.WorkerState;
import dev.darkroom.job.worker.WorkerVerb;
import dev.darkroom.scheduler.core.command.CommandRules;
import dev.darkroom.scheduler.core.state.Pool;
import dev.darkroom.scheduler.core.state.Rejection;
import dev.darkroom.storage.log.EventEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Operators, clients and workers ask for whatever comes to their minds: after each decision pools,
 * jobs and workers agree, and when reason returns every job ends.
 */
class OperatorsAtRandomTest {
  private static final List<String> POOLS = List.of("default", "day", "night");
  private static final Set<JobKind> ALL = Set.of(JobKind.values());
  private static final int STEPS = 400;

  private final Desk desk = new Desk();
  private final List<String> jobs = new ArrayList<>();
  private final List<String> workers = new ArrayList<>();
  private Random dice = new Random(0);

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void whateverIsAskedNothingIsLost(int seed) {
    dice = new Random(seed);
    for (int step = 0; step < STEPS; step++) {
      act();
      check();
      if (step % 50 == 0) {
        replay();
      }
    }
    heal();
    assertThat(jobs).isNotEmpty();
    for (String job : jobs) {
      assertThat(desk.is(job).status().terminal()).as("%s is %s", job, desk.is(job)).isTrue();
    }
  }

  private void act() {
    switch (dice.nextInt(14)) {
      case 0, 1, 2 -> submit();
      case 3 -> desk.create(one(POOLS), PoolSettings.NONE);
      case 4 -> desk.steer(one(POOLS), one(List.of(PoolVerb.values())));
      case 5 ->
          desk.delete(one(POOLS), dice.nextBoolean() ? Optional.empty() : Optional.of(one(POOLS)));
      case 6 -> hello("w" + workers.size(), one(POOLS));
      case 7 -> oneOf(workers).ifPresent(w -> desk.steer(w, one(List.of(WorkerVerb.values()))));
      case 8 -> oneOf(jobs).ifPresent(job -> desk.move(job, one(POOLS)));
      case 9 -> oneOf(jobs).ifPresent(job -> desk.reprioritise(job, dice.nextInt(10)));
      case 10 -> oneOf(jobs).ifPresent(job -> ask(job));
      case 11 -> {
        desk.pass(Duration.ofSeconds(1 + dice.nextInt(5)));
        live().forEach(worker -> desk.beat(worker.id().name()));
      }
      case 12 -> held().findFirst().ifPresent(this::finish);
      default -> live().findAny().ifPresent(worker -> leave(worker));
    }
  }

  private void ask(String job) {
    switch (dice.nextInt(4)) {
      case 0 -> desk.cancel(job);
      case 1 -> desk.pause(job);
      case 2 -> desk.resume(job);
      default -> desk.retry(job);
    }
  }

  private void submit() {
    String name = "j" + jobs.size();
    JobKind kind = dice.nextBoolean() ? JobKind.NOOP : JobKind.INVERSION;
    desk.submit(
        Desk.header(name, dice.nextInt(10), kind).in(PoolId.of(one(POOLS))), "request of " + name);
    if (desk.state().job(Desk.id(name)).isPresent()) {
      jobs.add(name);
    }
  }

  private void hello(String worker, String pool) {
    desk.hello(worker, ALL, PoolId.of(pool));
    if (desk.state().seat(worker).isPresent()) {
      workers.add(worker);
    }
  }

  /** A worker that holds nothing says goodbye; another gives back what it holds. */
  private void leave(WorkerRecord worker) {
    desk.goodbye(worker.id().name());
  }

  private void finish(JobRecord job) {
    WorkerId worker = job.state().currentWorker().orElseThrow();
    if (dice.nextInt(3) > 0) {
      desk.succeeded(worker, CommandRules.run(job));
    } else {
      Report.StopReason why =
          job.state() instanceof JobState.Canceling
              ? Report.StopReason.CANCELED
              : Report.StopReason.YIELDED;
      desk.report(new Report.RunStopped(worker, CommandRules.run(job), why));
    }
  }

  /** Every pool gives out and has workers, nobody pauses anything, and runs succeed. */
  private void heal() {
    for (String pool : POOLS) {
      desk.steer(pool, PoolVerb.RESUME).steer(pool, PoolVerb.UNCORDON);
      hello("healer-" + pool, pool);
    }
    for (int step = 0; step < 20 * jobs.size(); step++) {
      jobs.stream()
          .filter(job -> desk.is(job) instanceof JobState.Paused)
          .toList()
          .forEach(desk::resume);
      held()
          .toList()
          .forEach(job ->
              desk.succeeded(job.state().currentWorker().orElseThrow(), CommandRules.run(job)));
      desk.pass(Duration.ofSeconds(1));
      live().toList().forEach(worker -> desk.beat(worker.id().name()));
      check();
    }
  }

  /** What must be so after every decision. */
  private void check() {
    assertThat(desk.rejected()).doesNotContain(Rejection.Reason.DECISION_FAILED);
    Map<PoolId, Set<JobId>> waiting = new HashMap<>();
    for (Map.Entry<JobId, JobRecord> entry : desk.state().jobs()) {
      JobRecord job = entry.getValue();
      if (job.state() instanceof JobState.Queued || job.state() instanceof JobState.Paused) {
        waiting.computeIfAbsent(job.header().pool(), _ -> new HashSet<>()).add(entry.getKey());
      }
    }
    for (Map.Entry<PoolId, Pool> entry : desk.state().pools()) {
      Pool pool = entry.getValue();
      Set<JobId> here = waiting.getOrDefault(entry.getKey(), Set.of());
      assertThat(Set.copyOf(pool.someWaiting(Integer.MAX_VALUE))).isEqualTo(here);
      assertThat(pool.waiting()).isEqualTo(here.size());
      if (pool.record().isEmpty()) {
        assertThat(here).as("jobs that wait in pool %s, which is gone", entry.getKey()).isEmpty();
      }
    }
    desk.last().events().stream()
        .filter(event -> event.event() instanceof JobEvent.LeaseGranted)
        .forEach(this::checkGranted);
  }

  private void checkGranted(EventEntry granted) {
    JobRecord job = desk.state().job(granted.job()).orElseThrow();
    PoolRecord pool = desk.state().pool(job.header().pool()).record().orElseThrow();
    assertThat(pool.mode().gives()).as("%s of %s", job.header().id(), pool).isTrue();
    job.state()
        .currentWorker()
        .map(worker -> desk.state().seat(worker.name()).orElseThrow().record())
        .ifPresent(worker -> {
          assertThat(worker.locked()).isFalse();
          assertThat(worker.pool()).isEqualTo(pool.id());
          assertThat(worker.state()).isInstanceOf(WorkerState.Busy.class);
        });
  }

  /** Another scheduler that has the log alone knows the same. */
  private void replay() {
    List<JobRecord> before = records();
    Map<PoolId, Optional<PoolRecord>> pools = poolRecords();
    desk.takeOver();
    assertThat(records()).isEqualTo(before);
    assertThat(poolRecords()).containsAllEntriesOf(pools);
    check();
  }

  private List<JobRecord> records() {
    List<JobRecord> records = new ArrayList<>();
    desk.state().jobs().forEach(entry -> records.add(entry.getValue()));
    return records;
  }

  private Map<PoolId, Optional<PoolRecord>> poolRecords() {
    Map<PoolId, Optional<PoolRecord>> records = new HashMap<>();
    desk.state().pools().forEach(e -> records.put(e.getKey(), e.getValue().record()));
    return records;
  }

  private Stream<WorkerRecord> live() {
    return workers.stream()
        .map(name -> desk.state().seat(name).orElseThrow().record())
        .filter(worker -> !(worker.state() instanceof WorkerState.Gone));
  }

  private Stream<JobRecord> held() {
    return jobs.stream().map(desk::job).filter(job -> job.state().currentWorker().isPresent());
  }

  private <T> T one(List<T> of) {
    return of.get(dice.nextInt(of.size()));
  }

  private <T> Optional<T> oneOf(List<T> of) {
    return of.isEmpty() ? Optional.empty() : Optional.of(one(of));
  }
}
