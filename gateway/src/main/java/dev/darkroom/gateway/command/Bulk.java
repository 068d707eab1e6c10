package dev.darkroom.gateway.command;

import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.gateway.request.BulkRequest;
import dev.darkroom.gateway.view.FarmView;
import dev.darkroom.gateway.view.Selection;
import dev.darkroom.job.JobHeader;
import dev.darkroom.job.JobRecord;
import dev.darkroom.job.command.Command;
import dev.darkroom.job.command.Reply;
import dev.darkroom.job.id.CommandId;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.PoolId;
import dev.darkroom.job.pool.PoolRecord;
import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.log.CommandOutcome;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Does one thing to many jobs: the commands are sent one after another without waiting for their
 * answers, at most {@link #IN_FLIGHT} unanswered at once. What it leaves undone it counts, with the
 * reason.
 */
public final class Bulk {
  static final int IN_FLIGHT = 256;

  /** Jobs that an answer names. */
  private static final int SHOWN = 20;

  /** The reason that is kept for whatever was asked for in bulk. */
  private static final String BULK = "bulk";

  private static final String NOT_SENT = "not_sent";
  private static final String SILENT = ProblemCode.SCHEDULER_SILENT.stable();

  private final Commander commander;
  private final FarmView view;
  private final Runnable catchUp;
  private final InstantSource clock;

  /**
   * @param catchUp returns when the view shows what is in the log now
   */
  public Bulk(Commander commander, FarmView view, Runnable catchUp, InstantSource clock) {
    this.commander = commander;
    this.view = view;
    this.catchUp = catchUp;
    this.clock = clock;
  }

  /** Does it, or says what it would be done to; blocks. */
  public BulkResult run(BulkRequest request) throws InterruptedException {
    Instant now = clock.instant();
    Predicate<JobRecord> concerned =
        job -> request.deed().concerns(job) && request.filter().accepts(job, now);
    Selection page =
        view.jobs().oldest(request.filter().tenant(), concerned, request.after(), request.limit());
    Tally tally = new Tally();
    if (!request.dryRun()) {
      send(request.deed(), page.jobs(), tally);
      catchUp.run();
    }
    return tally.result(page);
  }

  private void send(BulkRequest.Deed deed, List<JobRecord> jobs, Tally tally)
      throws InterruptedException {
    Semaphore room = new Semaphore(IN_FLIGHT);
    for (JobRecord job : jobs) {
      room.acquire();
      JobId id = job.header().id();
      if (tally.isSilent()) {
        tally.refuse(SILENT, "no scheduler answers, and this was not sent: ask again", id);
        room.release();
        continue;
      }
      var _ =
          commander
              .post(command(deed, job.header()))
              .whenComplete((outcome, failure) -> {
                tally.count(job.header(), outcome, failure);
                room.release();
              });
    }
    room.acquire(IN_FLIGHT);
  }

  private Command command(BulkRequest.Deed deed, JobHeader job) {
    CommandId id = commander.nextId();
    return switch (deed) {
      case BulkRequest.Cancel _ -> new Command.Cancel(id, job.tenant(), job.id(), BULK);
      case BulkRequest.Retry _, BulkRequest.Replay _ ->
          new Command.Retry(id, job.tenant(), job.id());
      case BulkRequest.Move d ->
          new Command.Move(id, job.tenant(), job.id(), d.pool(), home(d.pool()));
      case BulkRequest.Reprioritise d ->
          new Command.Reprioritise(id, job.tenant(), job.id(), d.priority());
    };
  }

  private Optional<Integer> home(PoolId pool) {
    return view.pools().pool(pool).map(PoolRecord::partition);
  }

  /** Counts answers as they come, on whatever thread. */
  private static final class Tally {
    private int changed;
    private int unchanged;
    private int unanswered;
    private final List<JobHeader> done = new ArrayList<>();
    private final Map<String, BulkResult.Refused> refused = new TreeMap<>();

    synchronized void count(
        JobHeader job, @Nullable CommandOutcome outcome, @Nullable Throwable failure) {
      if (outcome == null) {
        refuse(NOT_SENT, String.valueOf(reason(failure)), job.id());
        return;
      }
      switch (outcome) {
        case CommandOutcome.Late _ -> {
          unanswered++;
          done.add(job);
        }
        case CommandOutcome.Replied answer -> {
          switch (answer.reply()) {
            case Reply.Accepted a when a.repeated() -> unchanged++;
            case Reply.Accepted _, Reply.Done _ -> {
              changed++;
              done.add(job);
            }
            case Reply.Refused r -> refuse(r.refusal().code(), r.refusal().message(), job.id());
            case Reply.Queued _, Reply.Explained _, Reply.Quoted _ ->
                throw new IllegalStateException("a command was answered by " + answer.reply());
          }
        }
      }
    }

    /** Whether so much has been left unanswered that more would be asked of nobody. */
    synchronized boolean isSilent() {
      return unanswered >= IN_FLIGHT;
    }

    private static @Nullable String reason(@Nullable Throwable failure) {
      return failure instanceof StorageException || failure == null
          ? failure == null ? null : failure.getMessage()
          : failure.toString();
    }

    synchronized void refuse(String code, String message, JobId job) {
      refused.merge(
          code,
          new BulkResult.Refused(code, 1, message, job),
          (known, _) ->
              new BulkResult.Refused(code, known.count() + 1, known.message(), known.first()));
    }

    synchronized BulkResult result(Selection page) {
      List<JobId> ids = page.jobs().stream().map(job -> job.header().id()).toList();
      return new BulkResult(
          page.total(),
          changed,
          unchanged,
          unanswered,
          List.copyOf(refused.values()),
          ids.subList(0, Math.min(SHOWN, ids.size())),
          List.copyOf(done),
          page.hasMore() ? Optional.of(ids.getLast()) : Optional.empty());
    }
  }
}
