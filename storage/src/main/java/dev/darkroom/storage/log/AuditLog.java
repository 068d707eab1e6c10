package dev.darkroom.storage.log;

import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.audit.AuditEntry;
import dev.darkroom.storage.audit.AuditPage;
import dev.darkroom.storage.audit.AuditQuery;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The audit topic. Safe for use by many threads. */
public interface AuditLog {
  /**
   * Writes an entry.
   *
   * @return done when the log has it; or, failed, a {@link StorageException} where it has not taken
   *     it
   */
  CompletableFuture<Void> append(AuditEntry entry);

  /**
   * Reads backwards, the newest first. A page may be shorter than {@code limit}, and empty, though
   * another follows it: so much is read at a time and no more.
   *
   * @param after where an earlier page said that the next begins
   * @throws StorageException UNAVAILABLE where the log cannot be read
   * @throws IllegalArgumentException where {@code after} is not what a page has said
   */
  AuditPage read(AuditQuery query, Optional<String> after, int limit);
}
