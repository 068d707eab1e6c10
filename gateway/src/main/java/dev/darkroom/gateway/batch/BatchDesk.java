package dev.darkroom.gateway.batch;

import dev.darkroom.gateway.command.KeyBudgets;
import dev.darkroom.gateway.problem.Problem;
import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.gateway.request.IdempotencyKey;
import dev.darkroom.job.BatchId;
import dev.darkroom.job.Digest;
import dev.darkroom.job.TenantId;
import dev.darkroom.storage.batch.BatchEnd;
import dev.darkroom.storage.batch.BatchManifest;
import dev.darkroom.storage.batch.BatchProgress;
import dev.darkroom.storage.batch.BatchResult;
import dev.darkroom.storage.batch.Batches;
import dev.darkroom.storage.batch.Batches.Named;
import dev.darkroom.storage.object.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Where batches are brought, asked after and fetched. */
public final class BatchDesk {
  /** No client's idempotency key begins so. */
  private static final String RETRY = "retry\n";

  private final ObjectStore objects;
  private final Batches batches;
  private final BatchCheck check;
  private final BatchKeeper keeper;
  private final KeyBudgets budgets;
  private final BatchSettings settings;
  private final InstantSource clock;
  private final Supplier<UUID> ids;

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
      BatchSettings settings,
      InstantSource clock,
      Supplier<UUID> ids) {}

  BatchDesk(Parts parts) {
    objects = parts.objects();
    batches = parts.batches();
    check = parts.check();
    keeper = parts.keeper();
    budgets = parts.budgets();
    settings = parts.settings();
    clock = parts.clock();
    ids = parts.ids();
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
    return spread(order, spread -> accept(spread, manifest(spread)));
  }

  /** Only checks a batch: every line of it, whatever its size. */
  public BatchReport validate(BatchOrder order) {
    return spread(order, spread -> report(manifest(spread), spread.file()));
  }

  /** Does something with an order whose sweeps are spread. */
  private <T> T spread(BatchOrder order, Function<BatchOrder, T> deed) {
    if (order.terms().endpoint().isPresent()) {
      return deed.apply(order);
    }
    Sweep sweep = new Sweep(order.terms().sweep(), settings.maxLines(), settings.maxLineBytes());
    try {
      if (!sweep.isIn(order.file())) {
        return deed.apply(order);
      }
      Path spread = Files.createTempFile("darkroom-sweep-", ".jsonl");
      try {
        sweep.spread(order.file(), spread);
        return deed.apply(new BatchOrder(order.caller(), spread, order.key(), order.terms()));
      } finally {
        Files.deleteIfExists(spread);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the batch that was brought cannot be read again", e);
    }
  }

  private Accepted accept(BatchOrder order, BatchManifest brought) {
    Named named = new Named(brought.tenant(), brought.id());
    Optional<BatchManifest> known = batches.find(named);
    if (known.isPresent() && !known.get().input().equals(brought.input())) {
      throw Problem.of(
              ProblemCode.IDEMPOTENCY_KEY_REUSED,
              IdempotencyKey.HEADER,
              "this %s was sent with another file: use a new key for a new batch"
                  .formatted(IdempotencyKey.HEADER))
          .exception();
    }
    if (known.isEmpty()) {
      budgets.check(brought.terms().payer());
      batches.accept(
          isCheckedAtOnce(brought) ? checked(brought, order.file()) : brought, order.file());
    }
    BatchManifest batch = known.or(() -> batches.find(named)).orElse(brought);
    keeper.take(batch);
    return new Accepted(standing(batch), known.isPresent());
  }

  private boolean isCheckedAtOnce(BatchManifest batch) {
    return batch.terms().endpoint().isEmpty() && batch.bytes() <= settings.checkedAtOnceBytes();
  }

  private BatchManifest checked(BatchManifest batch, Path file) {
    BatchReport report = report(batch, file);
    if (!report.isValid()) {
      throw report.refusal();
    }
    return batch.counted(report.lines(), report.total());
  }

  private BatchReport report(BatchManifest batch, Path file) {
    try {
      return check.check(batch, Files.newInputStream(file), _ -> {});
    } catch (IOException e) {
      throw new UncheckedIOException("the batch that was brought cannot be read again", e);
    }
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  private static Digest digest(Path file) throws IOException {
    MessageDigest sha = Digest.sha256();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] piece = new byte[1 << 16];
      for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
        sha.update(piece, 0, read);
      }
    }
    return Digest.ofHash(sha.digest());
  }

  private BatchManifest manifest(BatchOrder order) {
    TenantId tenant = order.caller().tenant();
    BatchId id =
        order
            .key()
            .map(k -> BatchId.ofKey(tenant, k.value()))
            .orElseGet(() -> BatchId.ofRandom(ids.get()));
    try {
      return new BatchManifest(
          id,
          tenant,
          digest(order.file()),
          Files.size(order.file()),
          0,
          0,
          now(),
          order.terms().by(order.caller().roles(), order.caller().payer()));
    } catch (IOException e) {
      throw new UncheckedIOException("the batch that was brought cannot be read again", e);
    }
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
    if (standing.failed() == 0) {
      throw Problem.of(
              ProblemCode.BATCH_SUCCEEDED, "none of the batch's lines has failed: nothing is left")
          .exception();
    }
    budgets.check(batch.terms().payer());
    BatchManifest retry = FailedLines.of(batches, batch, id, now(), settings.maxLineBytes());
    keeper.take(retry);
    return new Accepted(standing(retry), false);
  }

  /** Packs the files of what has succeeded up to now. */
  public void pack(BatchManifest batch, OutputPacker packer) throws InterruptedException {
    try (Stream<BatchResult> results = results(batch)) {
      new BatchArchive(objects).pack(batch, results, packer);
      packer.finish();
    } catch (IOException e) {
      throw new UncheckedIOException("the files of " + batch.id() + " cannot be read", e);
    }
  }

  /**
   * What has come of a batch's lines and is written down up to now: what comes later comes behind
   * it. Closed by the caller.
   */
  public Stream<BatchResult> results(BatchManifest batch) {
    return batches.results(new Named(batch.tenant(), batch.id())).read();
  }
}
