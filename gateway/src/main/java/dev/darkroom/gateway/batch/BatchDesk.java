package dev.darkroom.gateway.batch;

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
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Where batches are brought, asked after and fetched. */
public final class BatchDesk {
  private final Batches batches;
  private final BatchCheck check;
  private final BatchKeeper keeper;
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
      Batches batches,
      BatchCheck check,
      BatchKeeper keeper,
      BatchSettings settings,
      InstantSource clock,
      Supplier<UUID> ids) {}

  BatchDesk(Parts parts) {
    batches = parts.batches();
    check = parts.check();
    keeper = parts.keeper();
    settings = parts.settings();
    clock = parts.clock();
    ids = parts.ids();
  }

  /**
   * Takes a batch and begins to queue it. A short one of native lines is checked first; any other
   * is taken as it is and checked next, and fails if it is not valid. Under the same key it is the
   * same batch, whatever has crashed in between.
   *
   * @throws dev.darkroom.gateway.problem.ProblemException INVALID_BATCH, or IDEMPOTENCY_KEY_REUSED
   */
  public Accepted accept(BatchOrder order) {
    BatchManifest brought = manifest(order);
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
    BatchCheck.Report report = report(batch, file);
    if (!report.isValid()) {
      throw report.refusal();
    }
    return batch.counted(report.lines(), report.total());
  }

  private BatchCheck.Report report(BatchManifest batch, Path file) {
    try {
      return check.check(batch, Files.newInputStream(file), _ -> {});
    } catch (IOException e) {
      throw new UncheckedIOException("the batch that was brought cannot be read again", e);
    }
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
          clock.instant().truncatedTo(ChronoUnit.MILLIS),
          order.terms().by(order.caller().roles()));
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
          end);
    }
    Optional<BatchProgress> progress = keeper.progress(named).or(() -> batches.progress(named));
    return new BatchStanding(
        batch,
        batches.checked(batch),
        progress.map(BatchProgress::succeeded).orElse(0),
        progress.map(BatchProgress::failed).orElse(0),
        batches.cancelled(named),
        Optional.empty());
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
   * What has come of a batch's lines and is written down up to now: what comes later comes behind
   * it. Closed by the caller.
   */
  public Stream<BatchResult> results(BatchManifest batch) {
    return batches.results(new Named(batch.tenant(), batch.id())).read();
  }
}
