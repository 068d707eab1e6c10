package dev.darkroom.gateway.command;

import dev.darkroom.gateway.problem.Problem;
import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.job.command.Command;
import dev.darkroom.job.command.Reply;
import dev.darkroom.job.id.CommandId;
import dev.darkroom.job.id.JobId;
import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.log.CommandOutcome;
import dev.darkroom.storage.log.CommandSender;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends a command and waits a little for the reply; a later one is handed on when it comes. */
public final class Commander {
  private static final Logger LOG = LoggerFactory.getLogger(Commander.class);

  private static final Duration RETRY_SILENT = Duration.ofSeconds(2);

  private final CommandSender sender;
  private final Duration answer;
  private final Supplier<UUID> ids;
  private final Function<JobId, Optional<Integer>> whereabouts;

  /**
   * Sends over one sender.
   *
   * @param answer how long a reply is waited for before the client is answered without it
   * @param ids draws random UUIDs
   * @param whereabouts tells the partition that has a job now, as far as is known
   */
  public Commander(
      CommandSender sender,
      Duration answer,
      Supplier<UUID> ids,
      Function<JobId, Optional<Integer>> whereabouts) {
    this.sender = sender;
    this.answer = answer;
    this.ids = ids;
    this.whereabouts = whereabouts;
  }

  /** The partitions that commands can be sent to. */
  int partitions() {
    return sender.partitions();
  }

  CommandId nextId() {
    return new CommandId(ids.get());
  }

  /** A job id that nobody has, on a partition. */
  JobId nextJobId(int partition) {
    return JobId.ofRandom(ids.get(), partition);
  }

  /** Sends a command and returns at once; what becomes of it as {@link CommandSender#send} says. */
  CompletableFuture<CommandOutcome> post(Command command) {
    return sender.send(addressed(command), answer);
  }

  /** What is asked about a job that has left its home goes to where it is: that is shorter. */
  private Command addressed(Command command) {
    return command instanceof Command.OfJob asked
        ? whereabouts
            .apply(asked.job())
            .filter(partition -> partition != asked.job().partition())
            .<Command>map(partition -> new Command.Forward(partition, asked, 0))
            .orElse(command)
        : command;
  }

  /**
   * Sends a command.
   *
   * @param late gets the reply if it comes after this call has returned without one
   * @return the reply, or empty where the log has the command and nobody has answered in time
   * @throws StorageException where the log did not take the command
   */
  Optional<Reply> send(Command command, Consumer<Reply> late) throws InterruptedException {
    return switch (outcome(command)) {
      case CommandOutcome.Replied replied -> Optional.of(replied.reply());
      case CommandOutcome.Late waited -> {
        var _ =
            waited.reply().whenComplete((reply, failure) -> handOn(command, reply, failure, late));
        yield Optional.empty();
      }
    };
  }

  /**
   * Sends a command that speaks of no job, and waits until it is done.
   *
   * @throws dev.darkroom.gateway.problem.ProblemException where the scheduler refuses, or has not
   *     answered in time
   * @throws StorageException where the log does not take the command
   */
  void order(Command command) throws InterruptedException {
    Reply reply = send(command, _ -> {}).orElseThrow(Commander::silent);
    switch (reply) {
      case Reply.Done _ -> {}
      case Reply.Refused refused -> throw Refusals.problem(refused.refusal()).exception();
      case Reply.Accepted _, Reply.Queued _, Reply.Explained _, Reply.Quoted _ ->
          throw new IllegalStateException("a command without a job was answered by " + reply);
    }
  }

  /** The refusal of what must not be told before it is done. */
  static RuntimeException silent() {
    return Problem.of(
            ProblemCode.SCHEDULER_SILENT,
            "no scheduler has answered yet; the log has what was asked and it will be"
                + " done: look again, or ask again")
        .retryAfter(RETRY_SILENT)
        .exception();
  }

  /**
   * Asks a question, and blocks nobody.
   *
   * @return the reply; empty where nobody has answered in time, for whatever reason
   */
  CompletableFuture<Optional<Reply>> ask(Command.Question question) {
    CompletableFuture<Optional<Reply>> told = new CompletableFuture<>();
    // On a thread of its own: where the broker is away, handing over a record blocks too.
    Thread.ofVirtual().name("question").start(() -> told.complete(told(question)));
    return told.completeOnTimeout(Optional.empty(), 2 * answer.toMillis(), TimeUnit.MILLISECONDS);
  }

  private Optional<Reply> told(Command.Question question) {
    try {
      return send(question, _ -> {});
    } catch (StorageException | IllegalStateException e) {
      LOG.debug("question {} was not answered: {}", question.id(), e.getMessage());
      return Optional.empty();
    } catch (InterruptedException _) {
      return Optional.empty();
    }
  }

  /** Its end is bounded by the log's own delivery timeout and the wait for the reply. */
  private CommandOutcome outcome(Command command) throws InterruptedException {
    try {
      return post(command).get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof StorageException down) {
        throw down;
      }
      throw new IllegalStateException("a command could not be sent", e.getCause());
    }
  }

  private static void handOn(
      Command command, @Nullable Reply reply, @Nullable Throwable failure, Consumer<Reply> late) {
    if (reply != null) {
      late.accept(reply);
    } else {
      LOG.warn("command {} was answered by nobody", command.id(), failure);
    }
  }
}
