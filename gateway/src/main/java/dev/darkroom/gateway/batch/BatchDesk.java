package dev.darkroom.gateway.batch;

import dev.darkroom.gateway.command.KeyBudgets;
import dev.darkroom.gateway.problem.Problem;
import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.job.JobHeader;
import dev.darkroom.job.id.BatchId;
import dev.darkroom.job.id.BatchLine;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.storage.Deadline;
import dev.darkroom.storage.batch.BatchEnd;
import dev.darkroom.storage.batch.BatchManifest;
import dev.darkroom.storage.batch.BatchProgress;
import dev.darkroom.storage.batch.BatchResult;
import dev.darkroom.storage.batch.Batches;
import dev.darkroom.storage.batch.Batches.Named;
import dev.darkroom.storage.batch.ResultSegments;
import dev.darkroom.storage.object.ObjectStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Where batches are brought, asked after and fetched. */
public final class BatchDesk {
  /** No client's idempotency key begins so. */
  private static final String RETRY = "retry\n";

  private final ObjectStore objects;
  private final Batches batches;
  private final BatchIntake intake;
  private final BatchKeeper keeper;
  private final KeyBudgets budgets;
  private final Standings standings;
  private final BatchSettings settings;
  private final InstantSource clock;

  /**
   * A batch that was accepted.
   *
   * @param repeated whether an earlier request with the same key had brought it
   */
  public record Accepted(BatchStanding standing, boolean repeated) {}

  /** What it stands on. */
  record Parts(
      ObjectStore objects,
      Batches batches,
      BatchCheck check,
      BatchKeeper keeper,
      KeyBudgets budgets,
      Standings standings,
      BatchSettings settings,
      InstantSource clock,
      Supplier<UUID> ids) {}

  BatchDesk(Parts parts) {
    objects = parts.objects();
    batches = parts.batches();
    intake =
        new BatchIntake(
            batches, parts.check(), parts.budgets(), parts.settings(), parts.clock(), parts.ids());
    keeper = parts.keeper();
    budgets = parts.budgets();
    standings = parts.standings();
    settings = parts.settings();
    clock = parts.clock();
  }

  /**
   * Takes a batch and begins to queue it. A short one of native lines is checked first; any other
   * is taken as it is and checked next, and fails if it is not valid. Under the same key it is the
   * same batch, whatever has crashed in between.
   *
   * @throws dev.darkroom.gateway.problem.ProblemException INVALID_BATCH, IDEMPOTENCY_KEY_REUSED, or
   *     KEY_BUDGET_EXHAUSTED
   */
  public Accepted accept(BatchOrder order) {
    BatchIntake.Brought brought = intake.accept(order);
    keeper.take(brought.batch());
    return new Accepted(standing(brought.batch()), brought.repeated());
  }

  /** Only checks a batch: every line of it, whatever its size. */
  public BatchReport validate(BatchOrder order) {
    return intake.validate(order);
  }

  /** The tenant's batch of this id. */
  public Optional<BatchStanding> find(TenantId tenant, BatchId id) {
    return batches.find(new Named(tenant, id)).map(this::standing);
  }

  /** The tenant's batches, the newest first. */
  public Batches.Page page(TenantId tenant, Optional<BatchManifest> after, int limit) {
    return batches.page(tenant, after, limit);
  }

  /** How a batch stands now. */
  public BatchStanding standing(BatchManifest batch) {
    Named named = new Named(batch.tenant(), batch.id());
    Optional<BatchEnd> end = batches.end(named);
    if (end.isPresent()) {
      return new BatchStanding(
          batch,
          batches.checked(batch),
          end.get().succeeded(),
          end.get().failed(),
          end.get().cancelledAt(),
          end,
          end.map(e -> e.at().plus(settings.kept())),
          clock.instant());
    }
    Optional<BatchProgress> progress = keeper.progress(named).or(() -> batches.progress(named));
    return new BatchStanding(
        batch,
        batches.checked(batch),
        progress.map(BatchProgress::succeeded).orElse(0),
        progress.map(BatchProgress::failed).orElse(0),
        batches.cancelled(named),
        Optional.empty(),
        Optional.empty(),
        clock.instant());
  }

  /** Asks for a batch's end: what waits is canceled, what has ended is kept. */
  public BatchStanding cancel(BatchStanding standing) {
    BatchManifest batch = standing.batch();
    if (standing.end().isEmpty()) {
      batches.cancel(new Named(batch.tenant(), batch.id()), clock.instant());
      keeper.hurry(batch);
    }
    return standing(batch);
  }

  /**
   * Brings the lines of a batch that has ended without a result as a batch of their own; asked for
   * again it is the same one.
   *
   * @throws dev.darkroom.gateway.problem.ProblemException BATCH_NOT_ENDED, BATCH_SUCCEEDED, or
   *     KEY_BUDGET_EXHAUSTED
   */
  public Accepted retry(BatchStanding standing) {
    BatchManifest batch = standing.batch();
    BatchId id = BatchId.ofKey(batch.tenant(), RETRY + batch.id());
    Optional<BatchManifest> known = batches.find(new Named(batch.tenant(), id));
    if (known.isPresent()) {
      return new Accepted(standing(known.get()), true);
    }
    if (standing.end().isEmpty()) {
      throw Problem.of(
              ProblemCode.BATCH_NOT_ENDED,
              "the batch has not ended: wait for its end, or cancel it, before you retry it")
          .exception();
    }
    checkResults(standing);
    if (standing.failed() == 0) {
      throw Problem.of(
              ProblemCode.BATCH_SUCCEEDED, "none of the batch's lines has failed: nothing is left")
          .exception();
    }
    budgets.check(batch.terms().payer());
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    BatchManifest retry = FailedLines.of(batches, batch, id, now, settings.maxLineBytes());
    keeper.take(retry);
    return new Accepted(standing(retry), false);
  }

  /**
   * A batch once it has ended, or as it stands when {@code patience} is over. Blocks.
   *
   * @param standing how it stood when it was asked for
   */
  public BatchStanding ended(BatchStanding standing, Duration patience)
      throws InterruptedException {
    BatchStanding last = standing;
    Deadline deadline = Deadline.after(patience);
    try (BatchWatch watch = watch(standing)) {
      while (last.end().isEmpty() && !deadline.passed()) {
        last = watch.next(deadline.left()).orElse(last);
      }
    }
    return last;
  }

  /**
   * Watches a batch; the caller closes the watch.
   *
   * @param standing how the watcher has seen it stand
   */
  public BatchWatch watch(BatchStanding standing) {
    return standings.watch(standing, new Standings.Source(this::standing, keeper::isHere));
  }

  /** Packs the files of what has succeeded up to now. */
  public void pack(BatchStanding standing, OutputPacker packer) throws InterruptedException {
    BatchManifest batch = standing.batch();
    try (Stream<BatchResult> results = results(standing).read()) {
      new BatchArchive(objects).pack(batch, results, packer);
      packer.finish();
    } catch (IOException e) {
      throw new UncheckedIOException("the files of " + batch.id() + " cannot be read", e);
    }
  }

  /**
   * What has come of a batch's lines and is written down up to now, in the order of its coming.
   *
   * @throws dev.darkroom.gateway.problem.ProblemException BATCH_RESULTS_EXPIRED
   */
  public ResultSegments results(BatchStanding standing) {
    checkResults(standing);
    BatchManifest batch = standing.batch();
    return batches.results(new Named(batch.tenant(), batch.id()));
  }

  private static void checkResults(BatchStanding standing) {
    if (standing.resultsExpired()) {
      throw Problem.of(
              ProblemCode.BATCH_RESULTS_EXPIRED,
              "the lines of %s and their results were kept until %s and are gone"
                  .formatted(standing.batch().id(), standing.resultsExpireAt().orElseThrow()))
          .exception();
    }
  }

  /**
   * Refuses to let a line's job be forgotten whose result its batch may not have written down.
   *
   * @throws dev.darkroom.gateway.problem.ProblemException BATCH_NOT_ENDED
   */
  public void checkMayGo(JobHeader job) {
    Optional<BatchLine> line = job.batch();
    Optional<Named> named = line.map(of -> new Named(job.tenant(), of.batch()));
    if (named
        .filter(n -> batches.life(n).filter(life -> life.ended().isEmpty()).isPresent())
        .isPresent()) {
      throw Problem.of(
              ProblemCode.BATCH_NOT_ENDED,
              "the job is line %d of %s, which needs it to tell of that line: delete it when the batch has ended, or cancel the batch"
                  .formatted(line.orElseThrow().line(), line.orElseThrow().batch()))
          .exception();
    }
  }
}
