package dev.darkroom.gateway.command;

import dev.darkroom.gateway.request.JobRequest;
import dev.darkroom.gateway.view.FarmView;
import dev.darkroom.job.CachedResult;
import dev.darkroom.job.JobError;
import dev.darkroom.job.JobHeader;
import dev.darkroom.job.command.Command;
import dev.darkroom.job.command.Refusal;
import dev.darkroom.job.command.Reply;
import dev.darkroom.job.id.BatchLine;
import dev.darkroom.job.id.CommandId;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.SpecRef;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.pool.PoolRecord;
import dev.darkroom.job.spec.OutputTerms;
import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.log.CommandSender;
import dev.darkroom.storage.log.SpecLog;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/**
 * Puts many lines of batches into the log without waiting for the scheduler's word on each: specs
 * first, the commands behind them, replies heard as they come. A line's job has an id that follows
 * from batch and line, so that it can be sent any number of times.
 */
public final class LineSender {
  private final SpecLog specs;
  private final CommandSender commands;

  /** Results of earlier jobs that are copied at once: a copy is some waits for the store. */
  private static final int COPIES = 16;

  private final FarmView view;
  private final ResultCache cache;
  private final InstantSource clock;
  private final Semaphore copies = new Semaphore(COPIES);

  /** A line whose spec is on its way into the log. */
  public static final class Posted {
    private final CommandId command;
    private final JobHeader header;
    private final CompletableFuture<SpecRef> spec;
    private final CompletableFuture<Optional<CachedResult>> cached;

    private Posted(
        CommandId command,
        JobHeader header,
        CompletableFuture<SpecRef> spec,
        CompletableFuture<Optional<CachedResult>> cached) {
      this.cached = cached;
      this.command = command;
      this.header = header;
      this.spec = spec;
    }

    public JobId job() {
      return header.id();
    }
  }

  /**
   * @param cache what may be given to a line instead of a run
   */
  public LineSender(
      SpecLog specs,
      CommandSender commands,
      FarmView view,
      ResultCache cache,
      InstantSource clock) {
    this.cache = cache;
    this.specs = specs;
    this.commands = commands;
    this.view = view;
    this.clock = clock;
  }

  /**
   * Begins to send a line: its spec goes first.
   *
   * @param command by which the reply is known
   * @throws dev.darkroom.gateway.problem.ProblemException where its pool is not there
   * @throws StorageException where the spec cannot be written down
   */
  public Posted post(CommandId command, TenantId tenant, JobRequest request, BatchLine line) {
    PoolRecord pool = Submitter.pool(view, request);
    JobId id = JobId.ofLine(line.batch(), line.line(), pool.partition());
    JobHeader header = request.header(id, tenant, clock.instant()).as(line);
    return new Posted(
        command, header, specs.post(id, request.spec(), request.digest()), cached(header));
  }

  private CompletableFuture<Optional<CachedResult>> cached(JobHeader header) {
    return header.terms().flatMap(OutputTerms::key).isEmpty()
        ? CompletableFuture.completedFuture(Optional.empty())
        : CompletableFuture.supplyAsync(
            () -> {
              copies.acquireUninterruptibly();
              try {
                return cache.forJob(header);
              } finally {
                copies.release();
              }
            },
            Thread::startVirtualThread);
  }

  /**
   * Sends the command behind a spec; waits for the spec, and for copies of an earlier result.
   *
   * @return done when the log has the command; or failed with a {@link StorageException}
   */
  public CompletableFuture<Void> send(Posted line) {
    try {
      return commands.put(
          new Command.Submit(line.command, line.header, line.spec.join(), line.cached.join()));
    } catch (CompletionException e) {
      return CompletableFuture.failedFuture(e.getCause());
    }
  }

  /**
   * Hears every reply from now on.
   *
   * @param listener returns at once
   */
  public CommandSender.Listening listen(Consumer<Reply> listener) {
    return commands.listen(listener);
  }

  /** Whether the same would be taken later, when others have run. */
  public static boolean isForLackOfRoom(Refusal refusal) {
    return Refusals.isTransient(refusal);
  }

  /** The error of a line that was refused for good. */
  public static JobError error(Refusal refusal) {
    return Refusals.jobError(refusal);
  }
}
