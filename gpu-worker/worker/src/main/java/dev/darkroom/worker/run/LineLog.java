package dev.darkroom.worker.run;

import dev.darkroom.job.id.RunRef;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.worker.Grant;
import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.object.ObjectKeys;
import dev.darkroom.storage.object.ObjectStore;
import dev.darkroom.storage.progress.ProgressEvent;
import dev.darkroom.storage.progress.ProgressEvent.Line.Level;
import dev.darkroom.storage.progress.RunLog;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a run says in words: told at once to whoever watches, and stored beside its outputs now and
 * then. A run that says nothing stores nothing. For the run thread alone.
 */
public final class LineLog {
  private static final Logger log = LoggerFactory.getLogger(LineLog.class);

  private final TenantId tenant;
  private final RunRef run;
  private final ObjectStore store;
  private final ProgressMeter.Tellers tellers;
  private final Deque<ProgressEvent.Line> lines = new ArrayDeque<>();
  private boolean stored = true;

  LineLog(Grant grant, ObjectStore store, ProgressMeter.Tellers tellers) {
    this.tenant = grant.header().tenant();
    this.run = grant.run();
    this.store = store;
    this.tellers = tellers;
  }

  public void info(String text) {
    add(Level.INFO, text);
  }

  public void warn(String text) {
    add(Level.WARN, text);
  }

  /** The run's last word; kept only where it has said something before. */
  void error(String text) {
    if (!lines.isEmpty()) {
      add(Level.ERROR, text);
    }
  }

  private void add(Level level, String text) {
    ProgressEvent.Line line =
        new ProgressEvent.Line(run.job(), run.epoch(), level, text, tellers.clock().instant());
    if (lines.size() == RunLog.MAX_LINES) {
      lines.removeFirst();
    }
    lines.addLast(line);
    stored = false;
    tellers.publisher().publish(line);
  }

  /** Stores all of it, if it can be: a log is worth no retry. */
  public void store() {
    if (stored) {
      return;
    }
    try {
      store.put(
          ObjectKeys.output(tenant, run, RunLog.FILE),
          RunLog.write(List.copyOf(lines)),
          RunLog.CONTENT_TYPE);
      stored = true;
    } catch (StorageException e) {
      log.warn("the log of job {} is not stored: {}", run.job(), e.getMessage());
    }
  }
}
