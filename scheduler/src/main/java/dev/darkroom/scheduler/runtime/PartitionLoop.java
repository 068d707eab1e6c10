package dev.darkroom.scheduler.runtime;

import dev.darkroom.scheduler.core.Decider;
import dev.darkroom.scheduler.core.state.Outcome;
import dev.darkroom.scheduler.core.state.SchedulerState;
import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.log.KafkaClients;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns one partition for as long as this process is its member: takes it over, replays it, then
 * reads, decides and commits. The state is a value, so what was not committed is simply not kept;
 * after an error that leaves open what was committed, it is replayed.
 */
final class PartitionLoop implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(PartitionLoop.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  /** While the group is on the move, offsets are refused for some tens of milliseconds. */
  private static final Duration GROUP_PAUSE = Duration.ofMillis(25);

  private static final Duration JUMP = Duration.ofMillis(500);

  private final int partition;
  private final SchedulerSettings settings;
  private final KafkaClients clients;
  private final Decider decider;
  private final InstantSource wall;
  private final RandomGenerator random;
  private final Supplier<ConsumerGroupMetadata> owner;
  private final SchedulerMetrics metrics;
  private final Standby standby;
  private final SchedulerMetrics.Gauges gauges;
  private final Stop stop = new Stop();
  private volatile Optional<SchedulerState> latest = Optional.empty();
  private volatile Optional<PartitionLog> reading = Optional.empty();

  /** What every loop of a process shares. */
  record Parts(
      SchedulerSettings settings,
      KafkaClients clients,
      Decider decider,
      InstantSource wall,
      RandomGenerator random,
      SchedulerMetrics metrics,
      Standby standby) {}

  PartitionLoop(int partition, Parts parts, Supplier<ConsumerGroupMetadata> owner) {
    this.partition = partition;
    this.settings = parts.settings();
    this.clients = parts.clients();
    this.decider = parts.decider();
    this.wall = parts.wall();
    this.random = parts.random();
    this.metrics = parts.metrics();
    this.standby = parts.standby();
    this.gauges = metrics.gauges(partition);
    this.owner = owner;
  }

  /** The state as last committed; empty while the partition is being taken over. */
  Optional<SchedulerState> state() {
    return latest;
  }

  /** Asks the loop to end; it does so after the decision that it is in the middle of. */
  void stop() {
    stop.tell();
    reading.ifPresent(PartitionLog::wakeup);
  }

  @Override
  public void run() {
    Duration pause = FIRST_PAUSE;
    try {
      while (!stop.told()) {
        try {
          own();
        } catch (WakeupException _) {
          // Told to stop.
        } catch (RuntimeException e) {
          // Be it a bug: a loop that ended here would leave its partition to nobody.
          pause = latest.isPresent() ? FIRST_PAUSE : longer(pause);
          interrupted(e, pause);
        }
      }
    } finally {
      latest = Optional.empty();
      gauges.clear();
    }
  }

  /** What was committed is open now: after a pause the partition is taken over anew. */
  private void interrupted(RuntimeException e, Duration pause) {
    latest = Optional.empty();
    boolean fenced = fenced(e);
    if (e instanceof KafkaException || e instanceof StorageException) {
      LOG.warn("partition {} {}", partition, fenced ? "has another owner now" : "failed", e);
    } else {
      LOG.error("partition {} failed on a bug", partition, e);
    }
    metrics.interrupted(partition, fenced ? "fenced" : "failed");
    // A member that still is one after a session time-out was fenced by nobody but time.
    stop.pause(fenced ? settings.sessionTimeout() : pause);
  }

  private void own() {
    try (PartitionLog log = PartitionLog.open(clients, settings.groupId(), partition)) {
      reading = Optional.of(log);
      SteadyClock clock = new SteadyClock(wall, System::nanoTime, JUMP);
      long began = System.nanoTime();
      Duration lease = settings.policy().lease();
      Standby.Warm warm = standby.take(partition);
      SchedulerState replayed = new Replay(clients).of(partition, warm, stop::told);
      SchedulerState state = replayed.recovered(clock.look().now(), lease);
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      metrics.replayed(partition, took);
      LOG.info(
          "partition {} replayed: {} jobs, {} of them known before, {} workers, {} ms",
          partition,
          state.jobs().size(),
          warm.state().jobs().size(),
          state.seats().size(),
          took.toMillis());
      while (!stop.told()) {
        latest = Optional.of(state);
        state = turn(log, clock, state);
      }
    } finally {
      reading = Optional.empty();
    }
  }

  /** One decision: the state after it, or the same where it could not be committed. */
  private SchedulerState turn(PartitionLog log, SteadyClock clock, SchedulerState before) {
    Heard heard = log.poll(wait(before, wall.instant()));
    SteadyClock.Look look = clock.look();
    Instant now = look.now();
    SchedulerState state =
        look.jumped() ? before.recovered(now, settings.policy().lease()) : before;
    boolean expiring = state.leaseDue(now);
    Instant readUpTo = expiring ? log.reportsReadUpTo(now) : Instant.MIN;
    Outcome outcome = decider.decide(state, heard.inputs(readUpTo, random.nextLong()), now);
    if (!outcome.isEmpty() || !heard.isSilence()) {
      long began = System.nanoTime();
      if (!log.commit(outcome, heard, owner.get())) {
        stop.pause(GROUP_PAUSE);
        return state;
      }
      metrics.committed(Duration.ofNanos(System.nanoTime() - began));
    }
    metrics.decided(outcome, heard);
    gauges.show(outcome.next(), now);
    return outcome.next();
  }

  private Duration wait(SchedulerState state, Instant now) {
    Duration idle = settings.idleWait();
    return state
        .nextDue(settings.policy())
        .map(due -> due.isBefore(now) ? Duration.ZERO : Duration.between(now, due))
        .filter(untilDue -> untilDue.compareTo(idle) < 0)
        .orElse(idle);
  }

  private static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
  }

  private static boolean fenced(Throwable failure) {
    for (Throwable e = failure; e != null; e = e.getCause()) {
      if (e instanceof ProducerFencedException
          || e instanceof InvalidProducerEpochException
          || e instanceof FencedInstanceIdException) {
        return true;
      }
    }
    return false;
  }
}
