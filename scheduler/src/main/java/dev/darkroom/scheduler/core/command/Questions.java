package dev.darkroom.scheduler.core.command;

import dev.darkroom.job.JobHeader;
import dev.darkroom.job.JobRecord;
import dev.darkroom.job.JobState;
import dev.darkroom.job.command.Command;
import dev.darkroom.job.command.Eta;
import dev.darkroom.job.command.PoolQuote;
import dev.darkroom.job.command.Prospect;
import dev.darkroom.job.command.Refusal;
import dev.darkroom.job.command.Reply;
import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.PoolId;
import dev.darkroom.job.id.SpecRef;
import dev.darkroom.job.id.WorkerId;
import dev.darkroom.scheduler.core.cost.Estimate;
import dev.darkroom.scheduler.core.forecast.Forecast;
import dev.darkroom.scheduler.core.forecast.Waits;
import dev.darkroom.scheduler.core.policy.Sharing;
import dev.darkroom.scheduler.core.state.Lane;
import dev.darkroom.scheduler.core.state.Pool;
import dev.darkroom.scheduler.core.state.SchedulerState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Answers to what somebody wants to know. They change nothing, and so leave no trace in the log.
 */
final class Questions {
  /** Of a job that has not been asked for: it is younger than every other. */
  private static final long YOUNGEST = Long.MAX_VALUE;

  private static final Digest NO_SPEC = Digest.of(new byte[0]);

  private final Sharing sharing;

  Questions(Sharing sharing) {
    this.sharing = sharing;
  }

  Reply answer(SchedulerState state, Command.Question question, Instant now) {
    return switch (question) {
      case Command.Explain q -> explained(state, q, now);
      case Command.Quote q -> quoted(state, q, now);
    };
  }

  private Reply explained(SchedulerState state, Command.Explain asked, Instant now) {
    Map<PoolId, Forecast> forecasts = new HashMap<>();
    List<Prospect> prospects = new ArrayList<>();
    for (JobId id : asked.jobs()) {
      state
          .job(id)
          .filter(job -> job.header().tenant().equals(asked.tenant()))
          .filter(job -> !job.state().status().terminal())
          .filter(job -> !(job.state() instanceof JobState.MovedOut))
          .map(job -> {
            Forecast forecast =
                forecasts.computeIfAbsent(
                    job.header().pool(), pool -> Forecast.of(state, pool, sharing, now));
            return prospect(state, job, forecast, now);
          })
          .ifPresent(prospects::add);
    }
    return new Reply.Explained(asked.id(), prospects);
  }

  private Reply quoted(SchedulerState state, Command.Quote asked, Instant now) {
    List<PoolQuote> quotes = new ArrayList<>();
    for (Map.Entry<PoolId, Pool> pool : state.pools()) {
      if (pool.getValue().record().isPresent()) {
        quotes.add(quote(state, asked.header().in(pool.getKey()), now));
      }
    }
    return new Reply.Quoted(asked.id(), quotes);
  }

  private PoolQuote quote(SchedulerState state, JobHeader header, Instant now) {
    Forecast forecast = Forecast.of(state, header.pool(), sharing, now);
    JobRecord job = unborn(header, now);
    Estimate cost = forecast.crew().suiting(Lane.of(job)).estimate(header.demand());
    Optional<Refusal> refusal =
        Admission.refusal(state, header).or(() -> deadline(state, header, now));
    return new PoolQuote(
        header.pool(),
        refusal,
        new PoolQuote.Cost(cost.p50(), cost.p90(), cost.basis().name().toLowerCase(Locale.ROOT)),
        prospect(state, job, forecast, now));
  }

  /**
   * Why a job's deadline cannot be met, and the earliest that could; empty where it can, or nobody
   * can tell. O(workers + tenants), for jobs with a deadline only.
   */
  Optional<Refusal> deadline(SchedulerState state, JobHeader header, Instant now) {
    if (header.deadline().isEmpty()) {
      return Optional.empty();
    }
    Instant until = header.deadline().get();
    Forecast forecast = Forecast.of(state, header.pool(), sharing, now);
    JobRecord job = unborn(header, now);
    Instant earliest = forecast.end(job, forecast.ahead(job), now).map(Eta::p50).orElse(now);
    return earliest.isAfter(until) || !now.isBefore(until)
        ? Optional.of(
            new Refusal(
                Refusal.DEADLINE_UNREACHABLE,
                "the deadline %s cannot be met: the job is expected to be done at %s at the earliest"
                    .formatted(until, earliest),
                Optional.of("deadline")))
        : Optional.empty();
  }

  /** How a job stands that has not ended. */
  private Prospect prospect(SchedulerState state, JobRecord job, Forecast forecast, Instant now) {
    JobId id = job.header().id();
    return switch (job.state()) {
      case JobState.Queued queued -> waiting(state, job, queued, forecast, now);
      case JobState.Leased s -> running(state, id, s.worker(), forecast, now);
      case JobState.Running s -> running(state, id, s.worker(), forecast, now);
      case JobState.Pausing _, JobState.Yielding _, JobState.Paused _, JobState.Canceling _ ->
          new Prospect(id, OptionalInt.empty(), Optional.empty(), List.of());
      case JobState.Ended _ ->
          throw new IllegalStateException("job " + id + " has ended: it has no prospect");
      case JobState.MovedOut _ -> throw Pool.leftOf(job);
    };
  }

  private Prospect waiting(
      SchedulerState state, JobRecord job, JobState.Queued queued, Forecast forecast, Instant now) {
    Instant from = queued.notBefore().filter(now::isBefore).orElse(now);
    boolean givesOut =
        state.pool(job.header().pool()).record().filter(p -> p.givesOut(now)).isPresent();
    Forecast.Ahead ahead = forecast.ahead(job);
    Optional<Eta> end = givesOut ? forecast.end(job, ahead, from) : Optional.empty();
    return new Prospect(
        job.header().id(),
        from.equals(now) ? OptionalInt.of(ahead.jobs() + 1) : OptionalInt.empty(),
        end,
        new Waits(state, sharing, now).reasons(job, queued, forecast, ahead, end));
  }

  private static Prospect running(
      SchedulerState state, JobId id, WorkerId worker, Forecast forecast, Instant now) {
    Optional<Eta> end =
        state
            .seat(worker.name())
            .flatMap(seat -> forecast.crew().rest(seat.record()))
            .map(rest -> new Eta(now.plus(rest.p50()), now.plus(rest.p90())));
    return new Prospect(id, OptionalInt.empty(), end, List.of());
  }

  /** A job as it would be if it were accepted now. */
  private static JobRecord unborn(JobHeader header, Instant now) {
    SpecRef none = new SpecRef("quote", header.id().partition(), YOUNGEST, NO_SPEC);
    return JobRecord.accepted(header, none, now);
  }
}
