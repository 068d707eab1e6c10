package dev.darkroom.gateway.batch;

import dev.darkroom.gateway.command.KeyBudgets;
import dev.darkroom.gateway.command.LineSender;
import dev.darkroom.gateway.command.Steering;
import dev.darkroom.gateway.request.JobRequestReader;
import dev.darkroom.gateway.view.FarmView;
import dev.darkroom.storage.batch.Batches;
import dev.darkroom.storage.object.ObjectStore;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * All of a gateway's batches: their desk, and the keeper behind it. Made, it keeps; closed, not.
 */
public final class BatchOffice implements AutoCloseable {
  private final BatchKeeper keeper;
  private final BatchDesk desk;

  /**
   * What batches need of their gateway.
   *
   * @param dialects what lines may be beside native ones
   * @param files makes files of results
   * @param listener hears of batches that have ended
   * @param catchUp returns when the view shows what is in the log now
   * @param ids draws random UUIDs
   */
  public record Parts(
      ObjectStore objects,
      JobRequestReader jobs,
      List<LineDialect> dialects,
      ResultFiles files,
      BatchListener listener,
      LineSender sender,
      Steering steering,
      KeyBudgets budgets,
      FarmView view,
      Runnable catchUp,
      InstantSource clock,
      Supplier<UUID> ids) {}

  private BatchOffice(BatchKeeper keeper, BatchDesk desk) {
    this.keeper = keeper;
    this.desk = desk;
  }

  /** Opens it. */
  public static BatchOffice open(Parts parts, BatchSettings settings) {
    Batches batches = new Batches(parts.objects());
    List<LineDialect> dialects = new ArrayList<>(parts.dialects());
    dialects.add(new NativeDialect(parts.jobs()));
    LineReader reader = new LineReader(dialects, settings.maxLineBytes());
    BatchCheck check = new BatchCheck(reader, settings);
    ExecutorService threads =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("batch-", 0).factory());
    Standings standings = new Standings(threads);
    SessionParts session =
        new SessionParts(
            batches,
            check,
            new LineFeed.Parts(
                reader, parts.sender(), settings, threads, parts.clock(), new AtomicLong()),
            new Canceller(
                parts.steering(), parts.view().jobs(), threads, settings.flow().cancels()),
            parts.files(),
            parts.view(),
            parts.catchUp(),
            () -> true,
            standings::moved,
            settings,
            parts.clock(),
            parts.ids(),
            parts.ids().get().toString());
    BatchKeeper keeper = new BatchKeeper(session, parts.listener(), threads);
    BatchDesk desk =
        new BatchDesk(
            new BatchDesk.Parts(
                parts.objects(),
                batches,
                check,
                keeper,
                parts.budgets(),
                standings,
                settings,
                parts.clock(),
                parts.ids()));
    return new BatchOffice(keeper, desk);
  }

  public BatchDesk desk() {
    return desk;
  }

  /** Rounds of the keeper that have failed since the start. */
  public long failures() {
    return keeper.failures();
  }

  @Override
  public void close() {
    keeper.close();
  }
}
