package dev.darkroom.gateway.command;

import dev.darkroom.gateway.request.JobRequest;
import dev.darkroom.gateway.view.FarmView;
import dev.darkroom.job.BatchLine;
import dev.darkroom.job.Command;
import dev.darkroom.job.CommandId;
import dev.darkroom.job.JobError;
import dev.darkroom.job.JobHeader;
import dev.darkroom.job.JobId;
import dev.darkroom.job.PoolRecord;
import dev.darkroom.job.Refusal;
import dev.darkroom.job.Reply;
import dev.darkroom.job.SpecRef;
import dev.darkroom.job.TenantId;
import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.log.CommandSender;
import dev.darkroom.storage.log.SpecLog;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/**
 * Puts many lines of batches into the log without waiting for the scheduler's word on each: specs
 * first, the commands behind them, replies heard as they come. A line's job has an id that follows
 * from batch and line, so that it can be sent any number of times.
 */
public final class LineSender {
  private final SpecLog specs;
  private final CommandSender commands;
  private final FarmView view;
  private final InstantSource clock;

  /** A line whose spec is on its way into the log. */
  public static final class Posted {
    private final CommandId command;
    private final JobHeader header;
    private final CompletableFuture<SpecRef> spec;

    private Posted(CommandId command, JobHeader header, CompletableFuture<SpecRef> spec) {
      this.command = command;
      this.header = header;
      this.spec = spec;
    }

    public JobId job() {
      return header.id();
    }
  }

  public LineSender(SpecLog specs, CommandSender commands, FarmView view, InstantSource clock) {
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
    return new Posted(command, header, specs.post(id, request.spec(), request.digest()));
  }

  /**
   * Sends the command behind a spec; waits for the spec.
   *
   * @return done when the log has the command; or failed with a {@link StorageException}
   */
  public CompletableFuture<Void> send(Posted line) {
    try {
      return commands.put(new Command.Submit(line.command, line.header, line.spec.join()));
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
