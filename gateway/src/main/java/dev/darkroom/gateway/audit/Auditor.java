package dev.darkroom.gateway.audit;

import dev.darkroom.storage.audit.AuditEntry;
import dev.darkroom.storage.log.AuditLog;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes entries before their answers go out. Where the log does not take one in time the answer
 * goes out nevertheless, for the deed is done; the entry then stands in this process's own log, and
 * the failure is counted.
 */
public final class Auditor {
  private static final Logger LOG = LoggerFactory.getLogger(Auditor.class);
  private static final Duration WAIT = Duration.ofSeconds(2);

  private final AuditLog log;
  private final AtomicLong failures = new AtomicLong();
  private final AtomicLong skipped = new AtomicLong();

  public Auditor(AuditLog log) {
    this.log = log;
  }

  /** How many entries the log has not taken in time. */
  public long failures() {
    return failures.get();
  }

  /** How many entries of refused calls were not written because there were too many. */
  public long skips() {
    return skipped.get();
  }

  /** One entry more is not written. */
  public void skipped() {
    skipped.incrementAndGet();
  }

  /** Writes an entry; blocks until the log has it, two seconds at most. */
  public void note(AuditEntry entry) {
    try {
      log.append(entry).get(WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      lost(entry, e);
    } catch (ExecutionException | TimeoutException | RuntimeException e) {
      lost(entry, e);
    }
  }

  private void lost(AuditEntry entry, Exception e) {
    failures.incrementAndGet();
    LOG.error("the audit log may lack {}: {}", entry, e.getMessage());
  }
}
