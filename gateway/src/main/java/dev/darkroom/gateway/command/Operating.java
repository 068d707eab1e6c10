package dev.darkroom.gateway.command;

import dev.darkroom.gateway.problem.Problem;
import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.gateway.problem.ProblemException;
import dev.darkroom.gateway.request.PoolRequests.NewPool;
import dev.darkroom.gateway.view.FarmView;
import dev.darkroom.job.command.Command;
import dev.darkroom.job.id.PoolId;
import dev.darkroom.job.pool.PoolRecord;
import dev.darkroom.job.pool.PoolSettings;
import dev.darkroom.job.pool.PoolVerb;
import dev.darkroom.job.worker.WorkerRecord;
import dev.darkroom.job.worker.WorkerVerb;
import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Moves pools and workers. What it has asked for can be seen in the view when it returns; all of it
 * may be asked again.
 */
public final class Operating {
  private final Commander commander;
  private final FarmView view;
  private final Runnable catchUp;

  /**
   * @param catchUp returns when the view shows what is in the log now
   */
  public Operating(Commander commander, FarmView view, Runnable catchUp) {
    this.commander = commander;
    this.view = view;
    this.catchUp = catchUp;
  }

  /** The partitions that a pool can stand on. */
  public int partitions() {
    return commander.partitions();
  }

  /**
   * Makes a pool. It stands where it says or where the fewest do, unless its name has stood
   * somewhere before. As {@link #send}.
   */
  public void create(NewPool pool) throws InterruptedException {
    int home = pool.partition().orElseGet(() -> view.pools().home(pool.id()).orElse(emptiest()));
    int claimed = claim(pool, home);
    send(new Command.CreatePool(commander.nextId(), claimed, pool.id(), pool.settings()));
  }

  /** The partition that the name belongs to from now on, which may be another than the wanted. */
  private int claim(NewPool pool, int home) throws InterruptedException {
    try {
      send(new Command.ClaimPool(commander.nextId(), PoolRecord.REGISTRAR, pool.id(), home));
      return home;
    } catch (ProblemException refused) {
      boolean taken = refused.problem().code() == ProblemCode.POOL_ELSEWHERE;
      catchUp.run();
      OptionalInt other = view.pools().home(pool.id());
      if (!taken || pool.partition().isPresent() || other.isEmpty()) {
        throw refused;
      }
      return other.getAsInt(); // somebody else has claimed it a moment ago
    }
  }

  /** Sets something of a pool. As {@link #send}. */
  public void change(PoolRecord pool, PoolSettings settings) throws InterruptedException {
    send(new Command.ChangePool(commander.nextId(), pool.partition(), pool.id(), settings));
  }

  /** Lets a pool take or give out jobs, or not. As {@link #send}. */
  public void steer(PoolRecord pool, PoolVerb verb) throws InterruptedException {
    send(new Command.SteerPool(commander.nextId(), pool.partition(), pool.id(), verb));
  }

  /**
   * Lets a pool go, and its waiting jobs to another or nowhere. As {@link #send}.
   *
   * @throws dev.darkroom.gateway.problem.ProblemException where the jobs cannot go there
   */
  public void delete(PoolRecord pool, Optional<PoolId> moveTo) throws InterruptedException {
    Optional<PoolRecord> far =
        moveTo.flatMap(view.pools()::pool).filter(heir -> heir.partition() != pool.partition());
    if (far.filter(heir -> !heir.mode().takes()).isPresent()) {
      throw Problem.of(
              ProblemCode.POOL_NOT_FOUND,
              "to",
              "the jobs cannot go to '%s', which takes none: use another pool"
                  .formatted(far.get().id()))
          .exception();
    }
    keepForLeavers(pool);
    send(
        new Command.DeletePool(
            commander.nextId(),
            pool.partition(),
            pool.id(),
            moveTo,
            far.map(PoolRecord::partition)));
  }

  /** Of its own partition the scheduler knows better. */
  private void keepForLeavers(PoolRecord pool) {
    for (PoolRecord other : view.pools().pools()) {
      boolean leaves = other.heir().filter(pool.id()::equals).isPresent();
      if (leaves && other.partition() != pool.partition()) {
        throw Problem.of(
                ProblemCode.POOL_KEPT,
                "pool '%s' takes the jobs of pool '%s', which is being deleted: wait until that is gone"
                    .formatted(pool.id(), other.id()))
            .exception();
      }
    }
  }

  /** Lets a worker go, or take no more jobs, or again. As {@link #send}. */
  public void steer(WorkerRecord worker, WorkerVerb verb) throws InterruptedException {
    PoolRecord pool =
        view.pools()
            .pool(worker.pool())
            .orElseThrow(() ->
                Problem.of(
                        ProblemCode.WORKER_GONE,
                        "the pool of worker '%s', '%s', is gone: it is given nothing any more"
                            .formatted(worker.id().name(), worker.pool()))
                    .exception());
    send(new Command.SteerWorker(commander.nextId(), pool.partition(), worker.id().name(), verb));
  }

  /** Of the partitions with the fewest pools the first. */
  private int emptiest() {
    return IntStream.range(0, partitions())
        .boxed()
        .min(
            Comparator.comparingLong(
                p -> view.pools().pools().stream().filter(q -> q.partition() == p).count()))
        .orElse(0);
  }

  /**
   * Asks the scheduler; blocks.
   *
   * @throws dev.darkroom.gateway.problem.ProblemException where the scheduler refuses, or has not
   *     answered in time
   * @throws dev.darkroom.storage.StorageException where the log does not take the command
   */
  private void send(Command command) throws InterruptedException {
    commander.order(command);
    catchUp.run();
  }
}
