package dev.darkroom.scheduler.core.dispatch;

import dev.darkroom.job.Bill;
import dev.darkroom.job.JobEvent;
import dev.darkroom.job.JobRecord;
import dev.darkroom.job.JobState;
import dev.darkroom.job.id.Epoch;
import dev.darkroom.job.id.PoolId;
import dev.darkroom.job.id.RunRef;
import dev.darkroom.job.spec.Demand;
import dev.darkroom.job.worker.Assignment;
import dev.darkroom.job.worker.Breaker;
import dev.darkroom.job.worker.Capabilities;
import dev.darkroom.job.worker.Grant;
import dev.darkroom.job.worker.WorkerEvent;
import dev.darkroom.job.worker.WorkerState;
import dev.darkroom.scheduler.core.account.Billing;
import dev.darkroom.scheduler.core.cost.Costs;
import dev.darkroom.scheduler.core.policy.SchedulerPolicy;
import dev.darkroom.scheduler.core.state.Due;
import dev.darkroom.scheduler.core.state.Lane;
import dev.darkroom.scheduler.core.state.Pool;
import dev.darkroom.scheduler.core.state.SchedulerState;
import dev.darkroom.scheduler.core.state.Seat;
import dev.darkroom.scheduler.core.state.Turn;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Gives waiting jobs to idle workers, each under an epoch that the job has not had. */
public final class Dispatch {
  /** Idle workers that are looked through for one that holds a job's model already. */
  private static final int MOST_HOLDERS = 64;

  private final SchedulerPolicy policy;
  private final DispatchOrder order;
  private final Billing billing;

  public Dispatch(SchedulerPolicy policy, DispatchOrder order, Billing billing) {
    this.policy = policy;
    this.order = order;
    this.billing = billing;
  }

  /** What tells one worker from another, as to which jobs it may run. */
  private record Profile(Capabilities capabilities, List<Breaker> breakers) {
    static Profile of(Seat worker) {
      return new Profile(worker.record().capabilities(), worker.record().breakers());
    }
  }

  public void match(Turn turn) {
    turn.state().pools().forEach(pool -> match(turn, pool.getKey()));
  }

  private void match(Turn turn, PoolId id) {
    Optional<Instant> lookAgain = Optional.empty();
    if (turn.state().pool(id).record().filter(pool -> pool.givesOut(turn.now())).isPresent()) {
      // Where one worker has found nothing, none that is like it will.
      Set<Profile> inVain = new HashSet<>();
      for (Map.Entry<Due<String>, String> idle : turn.state().pool(id).idle()) {
        if (turn.state().pool(id).jobs().ready() == 0) {
          break;
        }
        lookAgain = Pool.earlier(lookAgain, serve(turn, id, idle.getValue(), inVain));
      }
    }
    turn.lookAgain(id, lookAgain);
  }

  /** Gives this worker work, or first another one that holds what the work needs. */
  private Optional<Instant> serve(Turn turn, PoolId id, String name, Set<Profile> inVain) {
    for (int i = 0; i < MOST_HOLDERS; i++) {
      Seat worker = turn.state().seat(name).orElseThrow();
      if (!free(worker) || (!inVain.isEmpty() && inVain.contains(Profile.of(worker)))) {
        return Optional.empty();
      }
      DispatchOrder.Choice choice = order.next(turn.state(), id, worker, turn.now());
      if (choice.jobs().isEmpty()) {
        if (turn.state().pool(id).jobs().avoided().isEmpty()) {
          inVain.add(Profile.of(worker));
        }
        return choice.lookAgain();
      }
      Optional<Seat> holder = holder(turn, id, worker, Lane.of(choice.jobs().getFirst()));
      if (holder.isEmpty()) {
        grant(turn, choice.jobs(), worker);
        return choice.lookAgain();
      }
      List<JobRecord> its = order.next(turn.state(), id, holder.get(), turn.now()).jobs();
      grant(turn, its.isEmpty() ? choice.jobs() : its, its.isEmpty() ? worker : holder.get());
    }
    return Optional.of(turn.now());
  }

  /** Another idle worker that holds what this lane's jobs need, where the first does not. */
  private static Optional<Seat> holder(Turn turn, PoolId id, Seat first, Lane lane) {
    SchedulerState state = turn.state();
    if (lane.resources().isEmpty() || lane.heldBy(first.record())) {
      return Optional.empty();
    }
    int seen = 0;
    for (Map.Entry<Due<String>, String> idle : state.pool(id).idle()) {
      if (seen++ == MOST_HOLDERS) {
        break;
      }
      Seat other = state.seat(idle.getValue()).orElseThrow();
      if (free(other) && lane.open(other.record(), turn.now()) && lane.heldBy(other.record())) {
        return Optional.of(other);
      }
    }
    return Optional.empty();
  }

  private static boolean free(Seat worker) {
    return worker.record().state() instanceof WorkerState.Idle && worker.record().open();
  }

  private void grant(Turn turn, List<JobRecord> jobs, Seat worker) {
    int units = jobs.stream().mapToInt(FairShare::units).sum();
    List<Grant> grants = new ArrayList<>();
    Costs costs = turn.state().outlook().costs();
    Demand like = jobs.getFirst().header().demand();
    Duration expected = costs.expected(worker.record(), like);
    for (JobRecord job : jobs) {
      if (!job.header().demand().equals(like)) {
        like = job.header().demand();
        expected = costs.expected(worker.record(), like);
      }
      Bill bill = new Bill(expected, (double) FairShare.units(job) / units);
      grants.add(grant(turn, job, worker, bill));
    }
    List<RunRef> runs = grants.stream().map(Grant::run).toList();
    turn.apply(worker, new WorkerEvent.Granted(runs, turn.now()));
    turn.assign(new Assignment.Run(worker.id(), grants, policy.lease()));
  }

  private Grant grant(Turn turn, JobRecord job, Seat worker, Bill bill) {
    if (!(job.state() instanceof JobState.Queued queued)) {
      throw new IllegalStateException(
          "job " + job.header().id() + " was chosen to run and does not wait: " + job.state());
    }
    Epoch epoch = queued.last().next();
    turn.apply(job, new JobEvent.LeaseGranted(epoch, worker.id(), turn.now(), Optional.of(bill)));
    billing.charge(turn, job, bill);
    return new Grant(job.header(), job.spec(), epoch, job.checkpoint());
  }
}
