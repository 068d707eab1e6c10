package dev.darkroom.scheduler.core.state;

import dev.darkroom.job.JobEvent;
import dev.darkroom.job.JobRecord;
import dev.darkroom.job.command.Command;
import dev.darkroom.job.command.Reply;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.PoolId;
import dev.darkroom.job.id.RunRef;
import dev.darkroom.job.pool.PoolRecord;
import dev.darkroom.job.pool.ScaleRecord;
import dev.darkroom.job.tenant.KeyRecord;
import dev.darkroom.job.tenant.KeyUsageRecord;
import dev.darkroom.job.tenant.TenantRecord;
import dev.darkroom.job.tenant.UsageRecord;
import dev.darkroom.job.worker.Assignment;
import dev.darkroom.job.worker.WorkerEvent;
import dev.darkroom.job.worker.WorkerState;
import dev.darkroom.scheduler.core.cost.Costs;
import dev.darkroom.storage.log.EventEntry;
import dev.darkroom.storage.log.StateEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One decision in the making: the state so far, and what it will write. The rules read and change
 * the farm through it alone, so that a state never changes without its record.
 */
public final class Turn {
  private final Instant now;
  private final long entropy;
  private SchedulerState state;
  private final List<EventEntry> events = new ArrayList<>();
  private final List<StateChange> changes = new ArrayList<>();
  private final List<Assignment> assignments = new ArrayList<>();
  private final List<Reply> replies = new ArrayList<>();
  private final List<Command> commands = new ArrayList<>();
  private final List<String> forgottenSpecs = new ArrayList<>();
  private final List<Rejection> rejections = new ArrayList<>();
  private final List<Surprise> surprises = new ArrayList<>();
  private final List<List<?>> written =
      List.of(
          events, changes, assignments, replies, commands, forgottenSpecs, rejections, surprises);

  public Turn(SchedulerState state, Instant now, long entropy) {
    this.state = state;
    this.now = now;
    this.entropy = entropy;
  }

  public SchedulerState state() {
    return state;
  }

  public Instant now() {
    return now;
  }

  /** A number from [0, 1) for this decision and job. */
  public double jitter(JobId job) {
    long mixed = (entropy ^ job.low()) * 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ (mixed >>> 32)) * 0xD6E8FEB86659FD93L;
    return (mixed >>> 11) * 0x1p-53;
  }

  /** A job that is new here. */
  public void accept(JobRecord job) {
    store(job);
  }

  /** Something happens to a job. */
  public JobRecord apply(JobRecord job, JobEvent event) {
    JobRecord after = job.apply(event);
    store(after);
    events.add(new EventEntry(job.header().id(), job.header().tenant(), event));
    return after;
  }

  /** A worker's record changes. */
  public Seat put(Seat seat) {
    state = state.with(seat);
    changes.add(StateChange.put(new StateEntry.WorkerEntry(seat.record())));
    return seat;
  }

  /** What an operator says of a tenant changes. */
  public void put(TenantRecord tenant) {
    state = state.with(state.accounts().with(tenant));
    changes.add(StateChange.put(new StateEntry.TenantEntry(tenant)));
  }

  /** A pool is new, or an operator changes it. */
  public void put(PoolRecord pool) {
    state = state.with(pool);
    changes.add(StateChange.put(new StateEntry.PoolEntry(pool)));
  }

  /** A pool's name belongs to a partition from now on. */
  public void put(StateEntry.PoolNameEntry name) {
    state = state.with(state.accounts().with(name.pool(), name.home()));
    changes.add(StateChange.put(name));
  }

  public void forgetPool(PoolId pool) {
    state = state.withoutRecord(pool);
    changes.add(StateChange.forget(StateEntry.poolKey(pool)));
  }

  /** A key is good from now on. */
  public void put(KeyRecord key) {
    state = state.with(state.accounts().with(key));
    changes.add(StateChange.put(new StateEntry.KeyEntry(key)));
  }

  /** A key is good no more. */
  public void forget(KeyRecord key) {
    state = state.with(state.accounts().withoutKey(key.id()));
    changes.add(StateChange.forget(StateEntry.keyKey(key.id())));
  }

  /** What the jobs of a key with a budget have had changes. */
  public void put(KeyUsageRecord usage) {
    state = state.with(state.accounts().with(usage));
    changes.add(StateChange.put(new StateEntry.KeyUsageEntry(usage)));
  }

  public void forget(KeyUsageRecord usage) {
    state = state.with(state.accounts().withoutKeyUsage(usage.key()));
    changes.add(StateChange.forget(StateEntry.keyUsageKey(usage)));
  }

  /** What a tenant has had of a pool changes. */
  public void put(UsageRecord usage) {
    state = state.with(usage);
    changes.add(StateChange.put(new StateEntry.UsageEntry(usage)));
  }

  /** When a pool's idle workers may find more to do though nothing is read. */
  public void lookAgain(PoolId pool, Optional<Instant> at) {
    state = state.withPool(pool, state.pool(pool).filling(at));
  }

  /** Something happens to a worker. */
  public Seat apply(Seat seat, WorkerEvent event) {
    return put(seat.in(WorkerState.apply(seat.record().state(), event)));
  }

  /** What only memory knows of a worker changes. */
  public Seat touch(Seat seat) {
    state = state.with(seat);
    return seat;
  }

  /** A pool's queue is rearranged, with nothing for the log to remember. */
  public void rearrange(JobRecord job, Pool pool) {
    state = state.withPool(job.header().pool(), pool);
  }

  /** What is known of a job here is forgotten, and of its spec, if that is here. */
  public void drop(JobRecord job) {
    state = state.without(job.header().id());
    changes.add(StateChange.forget(StateEntry.jobKey(job.header().id())));
    if (job.spec().partition() == state.partition()) {
      forgetSpec(job.spec().key());
    }
  }

  public void forget(Seat seat) {
    state = state.without(seat);
    changes.add(StateChange.forget(StateEntry.workerKey(seat.name())));
  }

  /** A run has taught how long its like take. */
  public void learn(Costs.Lesson lesson) {
    state = state.with(state.outlook().with(lesson.costs()));
    lesson.forgotten().ifPresent(old -> changes.add(StateChange.forget(StateEntry.costKey(old))));
    changes.add(StateChange.put(new StateEntry.CostEntry(lesson.learnt())));
  }

  /** A pool should have so many workers. */
  public void put(ScaleRecord scale) {
    state = state.with(state.outlook().with(scale));
    changes.add(StateChange.put(new StateEntry.ScaleEntry(scale)));
  }

  public void forget(ScaleRecord scale) {
    state = state.with(state.outlook().withoutScale(scale.pool()));
    changes.add(StateChange.forget(StateEntry.scaleKey(scale.pool())));
  }

  /** The pools' sizes have been looked at. */
  public void weighed() {
    state = state.with(state.outlook().weighedAt(now));
  }

  /** What a run took is compared with what was expected of it. */
  public void compare(Surprise surprise) {
    surprises.add(surprise);
  }

  public void forgetSpec(String key) {
    forgottenSpecs.add(key);
  }

  public void assign(Assignment assignment) {
    assignments.add(assignment);
  }

  /** Another partition is told something. */
  public void tell(Command command) {
    commands.add(command);
  }

  public void reply(Reply reply) {
    replies.add(reply);
  }

  public void reject(Rejection.Reason reason, Object source, Optional<RunRef> run) {
    rejections.add(new Rejection(reason, source.toString(), run));
  }

  /**
   * Runs a rule on one record that was read. Where the rule fails, nothing of it remains but a
   * rejection, so that a record which hits a bug cannot stop the partition for good.
   */
  public void attempt(Object source, Runnable rule) {
    SchedulerState before = state;
    int[] sizes = new int[written.size()];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = written.get(i).size();
    }
    try {
      rule.run();
    } catch (RuntimeException bug) {
      state = before;
      for (int i = 0; i < sizes.length; i++) {
        List<?> list = written.get(i);
        list.subList(sizes[i], list.size()).clear();
      }
      rejections.add(
          new Rejection(Rejection.Reason.DECISION_FAILED, source + ": " + bug, Optional.empty()));
    }
  }

  public Outcome outcome() {
    Set<String> seen = HashSet.newHashSet(changes.size());
    List<StateChange> latest = new ArrayList<>();
    for (StateChange change : changes.reversed()) {
      if (seen.add(change.key())) {
        latest.add(change);
      }
    }
    return new Outcome(
        state,
        events,
        List.copyOf(latest.reversed()),
        assignments,
        replies,
        commands,
        forgottenSpecs,
        rejections,
        surprises);
  }

  private void store(JobRecord job) {
    state = state.with(job);
    changes.add(StateChange.put(new StateEntry.JobEntry(job)));
  }
}
