package dev.darkroom.storage.log;

import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.StorageException.Code;
import dev.darkroom.storage.audit.AuditEntry;
import dev.darkroom.storage.audit.AuditPage;
import dev.darkroom.storage.audit.AuditQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The audit topic without a broker; a place is the number of entries before it. */
final class InMemoryAudit implements AuditLog {
  private final List<AuditEntry> entries = new ArrayList<>();
  private volatile boolean down;

  void down(boolean isDown) {
    down = isDown;
  }

  synchronized List<AuditEntry> all() {
    return List.copyOf(entries);
  }

  @Override
  public synchronized CompletableFuture<Void> append(AuditEntry entry) {
    if (down) {
      return CompletableFuture.failedFuture(
          new StorageException(Code.UNAVAILABLE, "the audit topic is down"));
    }
    entries.add(Records.AUDIT.decode(Records.AUDIT.encode(entry)));
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public synchronized AuditPage read(AuditQuery query, Optional<String> after, int limit) {
    int place = after.map(Integer::parseInt).orElse(entries.size());
    List<AuditEntry> found = new ArrayList<>();
    while (place > 0 && found.size() < limit) {
      AuditEntry entry = entries.get(--place);
      if (query.takes(entry)) {
        found.add(entry);
      }
    }
    return new AuditPage(
        found, place == 0 ? Optional.empty() : Optional.of(Integer.toString(place)));
  }
}
