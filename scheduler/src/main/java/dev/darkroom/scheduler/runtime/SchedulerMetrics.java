package dev.darkroom.scheduler.runtime;

import dev.darkroom.job.JobEvent;
import dev.darkroom.job.command.Reply;
import dev.darkroom.job.id.Epoch;
import dev.darkroom.job.id.PoolId;
import dev.darkroom.scheduler.core.cost.Estimate;
import dev.darkroom.scheduler.core.state.Outcome;
import dev.darkroom.scheduler.core.state.Pool;
import dev.darkroom.scheduler.core.state.Rejection;
import dev.darkroom.scheduler.core.state.SchedulerState;
import dev.darkroom.scheduler.core.state.Surprise;
import dev.darkroom.storage.log.EventEntry;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What can be measured of a scheduler. Every name begins with {@code darkroom.scheduler}. */
final class SchedulerMetrics {
  private static final Logger LOG = LoggerFactory.getLogger(SchedulerMetrics.class);
  private static final String PREFIX = "darkroom.scheduler.";

  /** A tenth wrong, a fifth, twice as long …: the histogram's bounds. */
  private static final double[] ERRORS = {0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10};

  private final MeterRegistry registry;
  private final Counter decisions;
  private final Timer commit;
  private final Timer submitToLease;
  private final DistributionSummary estimateError;

  SchedulerMetrics(MeterRegistry registry) {
    this.registry = registry;
    decisions =
        Counter.builder(PREFIX + "decisions")
            .description("reports and commands that were decided on")
            .register(registry);
    commit =
        Timer.builder(PREFIX + "commit")
            .description("one transaction, from its begin to its end")
            .publishPercentileHistogram()
            .register(registry);
    submitToLease =
        Timer.builder(PREFIX + "submit.to.lease")
            .description("from a job's creation to its first lease")
            .publishPercentileHistogram()
            .register(registry);
    estimateError =
        DistributionSummary.builder(PREFIX + "estimate.error")
            .description("|expected - actual| / actual of each run that succeeded")
            .serviceLevelObjectives(ERRORS)
            .publishPercentiles(0.5, 0.9)
            .register(registry);
  }

  /** A decision is in the log. */
  void decided(Outcome outcome, Heard heard) {
    decisions.increment(heard.reports().size() + heard.commands().size());
    heard.unreadable().forEach(this::rejected);
    outcome.rejections().forEach(this::rejected);
    for (Reply reply : outcome.replies()) {
      if (reply instanceof Reply.Refused refused) {
        registry.counter(PREFIX + "refused", "code", refused.refusal().code()).increment();
      }
    }
    Map<String, Integer> events = new HashMap<>();
    for (EventEntry entry : outcome.events()) {
      events.merge(entry.event().getClass().getSimpleName(), 1, Integer::sum);
      waited(outcome.next(), entry);
    }
    events.forEach(
        (event, count) -> registry.counter(PREFIX + "events", "event", event).increment(count));
    outcome.surprises().forEach(this::compare);
  }

  void committed(Duration took) {
    commit.record(took);
  }

  void replayed(int partition, Duration took) {
    registry.timer(PREFIX + "replay", "partition", Integer.toString(partition)).record(took);
  }

  /** A partition's loop ended though nobody stopped it. */
  void interrupted(int partition, String how) {
    registry
        .counter(PREFIX + "interrupted", "partition", Integer.toString(partition), "how", how)
        .increment();
  }

  /** The gauges of one partition. */
  Gauges gauges(int partition) {
    return new Gauges(Integer.toString(partition));
  }

  /** How deep every queue of a partition is, and how many workers serve it. */
  final class Gauges {
    private static final Duration PERIOD = Duration.ofSeconds(1);

    private final MultiGauge queued;
    private final MultiGauge workers;
    private final MultiGauge desired;
    private Instant next = Instant.MIN;

    private Gauges(String partition) {
      queued =
          MultiGauge.builder(PREFIX + "queue.depth").tag("partition", partition).register(registry);
      desired =
          MultiGauge.builder("darkroom.pool.desired.workers")
              .description("how many workers the pool should have")
              .tag("partition", partition)
              .register(registry);
      workers =
          MultiGauge.builder(PREFIX + "workers").tag("partition", partition).register(registry);
    }

    /** Shows this state, at most once a second. */
    void show(SchedulerState state, Instant now) {
      if (now.isBefore(next)) {
        return;
      }
      next = now.plus(PERIOD);
      List<Row<?>> depths = new ArrayList<>();
      List<Row<?>> members = new ArrayList<>();
      for (Map.Entry<PoolId, Pool> entry : state.pools()) {
        Tags pool = Tags.of("pool", entry.getKey().value());
        depths.add(Row.of(pool, entry.getValue().waiting()));
        int all = entry.getValue().members().size();
        int idle = entry.getValue().idle().size();
        members.add(Row.of(pool.and("state", "idle"), idle));
        members.add(Row.of(pool.and("state", "busy"), all - idle));
      }
      List<Row<?>> sizes = new ArrayList<>();
      state
          .outlook()
          .scales()
          .forEach(entry ->
              sizes.add(
                  Row.of(Tags.of("pool", entry.getKey().value()), entry.getValue().workers())));
      queued.register(depths, true);
      workers.register(members, true);
      desired.register(sizes, true);
    }

    /** The partition is another's now. */
    void clear() {
      queued.register(List.of(), true);
      workers.register(List.of(), true);
      desired.register(List.of(), true);
    }
  }

  private void waited(SchedulerState state, EventEntry entry) {
    if (entry.event() instanceof JobEvent.LeaseGranted granted
        && granted.epoch().equals(Epoch.NONE.next())) {
      state
          .job(entry.job())
          .map(job -> Duration.between(job.header().createdAt(), granted.at()))
          // Another machine's clock may be ahead of ours.
          .filter(waited -> !waited.isNegative())
          .ifPresent(submitToLease::record);
    }
  }

  private void compare(Surprise surprise) {
    estimateError.record(surprise.error());
    Estimate told = surprise.expected();
    Duration took = surprise.took();
    String within =
        took.compareTo(told.p50()) <= 0 ? "p50" : took.compareTo(told.p90()) <= 0 ? "p90" : "none";
    String basis = told.basis().name().toLowerCase(Locale.ROOT);
    registry.counter(PREFIX + "estimates", "within", within, "basis", basis).increment();
  }

  private void rejected(Rejection rejection) {
    switch (rejection.reason()) {
      case DECISION_FAILED, UNREADABLE ->
          LOG.error("passed over: {} {}", rejection.reason().code(), rejection.source());
      case STALE_EPOCH,
          UNKNOWN_JOB,
          DUPLICATE,
          UNKNOWN_WORKER,
          WORKER_GONE,
          STALE_INCARNATION,
          POOL_NOT_FOUND ->
          LOG.info(
              "not believed: {} {} {}",
              rejection.reason().code(),
              rejection.source(),
              rejection.run());
    }
    registry.counter(PREFIX + "rejected", "reason", rejection.reason().code()).increment();
  }
}
