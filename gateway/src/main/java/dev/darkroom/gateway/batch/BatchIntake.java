package dev.darkroom.gateway.batch;

import dev.darkroom.gateway.command.KeyBudgets;
import dev.darkroom.gateway.problem.Problem;
import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.gateway.request.IdempotencyKey;
import dev.darkroom.job.id.BatchId;
import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.storage.batch.BatchManifest;
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
import java.util.function.Function;
import java.util.function.Supplier;

/** Makes batches of files that are brought: spread, checked where they are short, and kept. */
final class BatchIntake {
  private final Batches batches;
  private final BatchCheck check;
  private final KeyBudgets budgets;
  private final BatchSettings settings;
  private final InstantSource clock;
  private final Supplier<UUID> ids;

  /**
   * A batch that is kept.
   *
   * @param repeated whether an earlier request with the same key had brought it
   */
  record Brought(BatchManifest batch, boolean repeated) {}

  BatchIntake(
      Batches batches,
      BatchCheck check,
      KeyBudgets budgets,
      BatchSettings settings,
      InstantSource clock,
      Supplier<UUID> ids) {
    this.batches = batches;
    this.check = check;
    this.budgets = budgets;
    this.settings = settings;
    this.clock = clock;
    this.ids = ids;
  }

  /**
   * Takes a batch. A short one of native lines is checked first; any other is taken as it is and
   * checked next, and fails if it is not valid. Under the same key it is the same batch, whatever
   * has crashed in between.
   *
   * @throws dev.darkroom.gateway.problem.ProblemException INVALID_BATCH, IDEMPOTENCY_KEY_REUSED, or
   *     KEY_BUDGET_EXHAUSTED
   */
  Brought accept(BatchOrder order) {
    return spread(order, spread -> accept(spread, manifest(spread)));
  }

  /** Only checks a batch: every line of it, whatever its size. */
  BatchReport validate(BatchOrder order) {
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

  private Brought accept(BatchOrder order, BatchManifest brought) {
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
    return new Brought(batch, known.isPresent());
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
          order.terms().by(order.caller().roles(), order.caller().payer()));
    } catch (IOException e) {
      throw new UncheckedIOException("the batch that was brought cannot be read again", e);
    }
  }
}
