package dev.darkroom.gateway.batch;

import dev.darkroom.job.JobStatus;
import dev.darkroom.job.id.BatchId;
import dev.darkroom.job.id.Digest;
import dev.darkroom.storage.batch.BatchManifest;
import dev.darkroom.storage.batch.BatchResult;
import dev.darkroom.storage.batch.Batches;
import dev.darkroom.storage.batch.Batches.Named;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.BitSet;
import java.util.stream.Stream;

/** Makes a batch of those lines of another that have ended without a result. */
final class FailedLines {
  private FailedLines() {}

  /** Accepts it; a bit a line is in memory. */
  static BatchManifest of(
      Batches batches, BatchManifest failed, BatchId id, Instant now, int maxLineBytes) {
    BitSet wanted = new BitSet();
    Named named = new Named(failed.tenant(), failed.id());
    try (Stream<BatchResult> results = batches.results(named).read()) {
      results
          .filter(result -> result.status() != JobStatus.SUCCEEDED)
          .forEach(result -> wanted.set(result.line().line()));
    }
    try {
      Path file = Files.createTempFile("darkroom-retry-", ".jsonl");
      try {
        Digest digest = write(batches, failed, wanted, file, maxLineBytes);
        int count = wanted.cardinality();
        BatchManifest retry =
            new BatchManifest(
                id,
                failed.tenant(),
                digest,
                Files.size(file),
                count,
                count,
                now,
                failed.terms().retrying(failed.id()));
        batches.accept(retry, file);
        return retry;
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the lines of " + failed.id() + " cannot be read", e);
    }
  }

  private static Digest write(
      Batches batches, BatchManifest failed, BitSet wanted, Path file, int maxLineBytes)
      throws IOException {
    MessageDigest sha = Digest.sha256();
    try (Lines lines = new Lines(batches.input(failed), maxLineBytes);
        OutputStream out = new DigestOutputStream(Files.newOutputStream(file), sha)) {
      for (var next = lines.next(); next.isPresent(); next = lines.next()) {
        if (wanted.get(next.get().number())) {
          out.write(next.get().bytes());
          out.write('\n');
        }
      }
    }
    return Digest.ofHash(sha.digest());
  }
}
