package dev.darkroom.scheduler.core.forecast;

import dev.darkroom.job.JobRecord;
import dev.darkroom.job.command.Eta;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.ModelRef;
import dev.darkroom.job.id.PoolId;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.spec.JobKind;
import dev.darkroom.job.worker.WorkerRecord;
import dev.darkroom.scheduler.core.account.Quotas;
import dev.darkroom.scheduler.core.cost.Estimate;
import dev.darkroom.scheduler.core.cost.WaterLevel;
import dev.darkroom.scheduler.core.policy.Sharing;
import dev.darkroom.scheduler.core.state.Backlog;
import dev.darkroom.scheduler.core.state.Lane;
import dev.darkroom.scheduler.core.state.Place;
import dev.darkroom.scheduler.core.state.Pool;
import dev.darkroom.scheduler.core.state.SchedulerState;
import dev.darkroom.scheduler.core.state.SortedTree;
import dev.darkroom.scheduler.core.state.TenantQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * When a pool's jobs will be given out and done, as far as can be told now: a picture of the pool
 * that is made once, in O(workers + tenants), and asked for any number of its jobs, in O(tenants +
 * log n) each.
 */
public final class Forecast {
  /** Tenants, and lanes of one, that are looked at. */
  private static final int MOST = 1_024;

  private final SchedulerState state;
  private final Pool pool;
  private final Crew crew;
  private final Instant now;
  private final double level;
  private final Sharing sharing;
  private final Map<TenantId, Queue> queues = new HashMap<>();
  private final Map<Needs, Boolean> served = new HashMap<>();

  /** What a lane's jobs ask of a worker. */
  private record Needs(
      JobKind kind, ModelRef model, long memory, long weights, Map<String, String> labels) {
    static Needs of(Lane lane) {
      return new Needs(
          lane.kind(), lane.model(), lane.memoryBytes(), lane.weightBytes(), lane.labels());
    }
  }

  /**
   * One tenant's jobs.
   *
   * @param seconds what one of them takes
   * @param spread how much longer one in ten takes
   */
  private record Queue(Turns.Line line, double seconds, double spread) {}

  /**
   * What comes before a job.
   *
   * @param own of them are the same tenant's
   * @param seconds one worker would need for all
   * @param spread by how much that may be exceeded, one time in ten
   */
  public record Ahead(int jobs, int own, double seconds, double spread) {
    static final Ahead NOTHING = new Ahead(0, 0, 0, 0);
  }

  private Forecast(SchedulerState state, PoolId id, Sharing sharing, Instant now) {
    this.state = state;
    this.pool = state.pool(id);
    this.crew = Crew.of(state, id, now);
    this.now = now;
    this.sharing = sharing;
    this.level = pool.shares().levelSeconds(now, sharing.halfLife());
    Map<TenantId, Backlog.Sum> sums = pool.backlog().byTenant(crew::estimate);
    int seen = 0;
    for (Map.Entry<TenantId, TenantQueue> entry : pool.jobs().queues()) {
      if (seen++ == MOST) {
        break;
      }
      TenantId tenant = entry.getKey();
      if (Quotas.reached(state, id, tenant, 0, now).isEmpty()) {
        Backlog.Sum one = sums.getOrDefault(tenant, Backlog.Sum.NOTHING);
        queues.put(tenant, queue(tenant, served(entry.getValue()), one));
      }
    }
  }

  public static Forecast of(SchedulerState state, PoolId pool, Sharing sharing, Instant now) {
    return new Forecast(state, pool, sharing, now);
  }

  public Crew crew() {
    return crew;
  }

  /** Jobs of a tenant that somebody here could run: the others are not given out at all. */
  private int served(TenantQueue queue) {
    int jobs = queue.size();
    int seen = 0;
    for (Map.Entry<Lane, SortedTree<Place, JobId>> lane : queue.lanes()) {
      if (seen++ == MOST) {
        break;
      }
      jobs -= isServed(lane.getKey()) ? 0 : lane.getValue().size();
    }
    return jobs;
  }

  /** Where no worker is there at all, everything waits for the first. */
  private boolean isServed(Lane lane) {
    return crew.workers().isEmpty()
        || served.computeIfAbsent(
            Needs.of(lane), _ -> crew.workers().stream().anyMatch(lane::suits));
  }

  /** What is given out before a job that may run now, or that would come to those. */
  public Ahead ahead(JobRecord job) {
    TenantId tenant = job.header().tenant();
    int own = rank(job);
    Queue mine = Optional.ofNullable(queues.get(tenant)).orElseGet(() -> newcomer(job));
    double jobs = own;
    double seconds = own * others(mine, job);
    double variance = own * mine.spread() * mine.spread();
    for (Queue other : queues.values()) {
      if (!other.line().tenant().equals(tenant)) {
        int before = Turns.before(mine.line(), own, level, other.line());
        jobs += before;
        seconds += before * other.seconds();
        variance += before * other.spread() * other.spread();
      }
    }
    return new Ahead((int) Math.min(jobs, Integer.MAX_VALUE), own, seconds, Math.sqrt(variance));
  }

  /** What one of its tenant's other jobs takes: the job itself is left out of their average. */
  private double others(Queue mine, JobRecord job) {
    int jobs = mine.line().jobs();
    double all = jobs * mine.seconds() - seconds(crew.estimate(job.header().demand()).p50());
    return waits(job) && jobs > 1 ? Math.max(0, all / (jobs - 1)) : mine.seconds();
  }

  private boolean waits(JobRecord job) {
    return pool.jobs()
        .of(job.header().tenant())
        .lanes()
        .get(Lane.of(job))
        .filter(lane -> lane.has(Place.of(job)))
        .isPresent();
  }

  /** When a waiting job is done; empty where no worker could run it. */
  public Optional<Eta> end(JobRecord job, Ahead ahead, Instant notBefore) {
    Crew able = crew.suiting(Lane.of(job));
    List<WorkerRecord> workers = able.workers();
    if (workers.isEmpty()) {
      return Optional.empty();
    }
    double[] likely = new double[workers.size()];
    double[] late = new double[workers.size()];
    for (int i = 0; i < likely.length; i++) {
      Estimate rest = able.rest(workers.get(i)).orElse(Estimate.NONE);
      likely[i] = seconds(rest.p50());
      late[i] = seconds(rest.p90());
    }
    Estimate run = able.estimate(job.header().demand()).whole();
    Instant soon = at(WaterLevel.of(likely, ahead.seconds()), notBefore).plus(run.p50());
    Instant last =
        at(WaterLevel.of(late, ahead.seconds() + ahead.spread()), notBefore).plus(run.p90());
    return Optional.of(new Eta(soon, last.isBefore(soon) ? soon : last));
  }

  private Instant at(double seconds, Instant notBefore) {
    Instant free = now.plusMillis((long) Math.min(seconds * 1e3, 1e12));
    return free.isBefore(notBefore) ? notBefore : free;
  }

  private Queue queue(TenantId tenant, int jobs, Backlog.Sum one) {
    double weight = state.tenant(tenant).weight();
    double had = pool.shares().secondsPerWeight(tenant, now, sharing.halfLife());
    return new Queue(
        new Turns.Line(tenant, had, one.p50() / weight, jobs), one.p50(), one.p90() - one.p50());
  }

  /** The queue of a tenant that has none. */
  private Queue newcomer(JobRecord job) {
    TenantId tenant = job.header().tenant();
    Estimate own = crew.estimate(job.header().demand());
    double weight = state.tenant(tenant).weight();
    double had = pool.shares().secondsPerWeight(tenant, now, sharing.halfLife());
    return new Queue(
        new Turns.Line(tenant, had, seconds(own.p50()) / weight, 0),
        seconds(own.p50()),
        seconds(own.p90().minus(own.p50())));
  }

  /**
   * How many of its own tenant's jobs come before it: those of a higher priority than its own has
   * grown to by its age, and of the ones up to there those of an earlier deadline or an older one.
   */
  private int rank(JobRecord job) {
    Place place = Place.of(job);
    int priority = job.header().priority();
    int aged = priority + agedBy(job);
    int before = 0;
    int seen = 0;
    Needs mine = Needs.of(Lane.of(job));
    TenantQueue queue = pool.jobs().of(job.header().tenant());
    for (Map.Entry<Lane, SortedTree<Place, JobId>> lane : queue.lanes()) {
      if (lane.getKey().priority() < priority || seen++ == MOST) {
        break; // lanes stand in the order of their priorities
      }
      if (!isServed(lane.getKey()) && !Needs.of(lane.getKey()).equals(mine)) {
        continue;
      }
      before +=
          lane.getKey().priority() > aged ? lane.getValue().size() : lane.getValue().rank(place);
    }
    return before;
  }

  private int agedBy(JobRecord job) {
    Duration waited = Duration.between(job.header().createdAt(), now);
    return waited.isNegative() ? 0 : (int) Math.min(9, waited.dividedBy(sharing.aging()));
  }

  private static double seconds(Duration time) {
    return time.toNanos() / 1e9;
  }
}
