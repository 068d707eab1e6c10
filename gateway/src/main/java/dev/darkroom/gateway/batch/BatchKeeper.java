package dev.darkroom.gateway.batch;

import dev.darkroom.gateway.background.Periodic;
import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.batch.BatchEnd;
import dev.darkroom.storage.batch.BatchManifest;
import dev.darkroom.storage.batch.BatchProgress;
import dev.darkroom.storage.batch.Batches;
import dev.darkroom.storage.batch.Batches.Named;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that every batch that has not ended is looked after by a gateway: takes those of which
 * nobody has said anything for a while. Every gateway does; two that take the same find out.
 */
final class BatchKeeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BatchKeeper.class);

  /** What sessions are waited for when the gateway stops, so that another goes on at once. */
  private static final Duration GOODBYE = Duration.ofSeconds(3);

  private final SessionParts parts;
  private final Batches batches;
  private final BatchListener listener;
  private final ExecutorService threads;
  private final Map<Named, BatchSession> sessions = new ConcurrentHashMap<>();
  private final Periodic rounds;
  private volatile boolean open = true;

  /**
   * @param threads starts a virtual thread for each session
   */
  BatchKeeper(SessionParts parts, BatchListener listener, ExecutorService threads) {
    this.parts = parts.whileOpen(() -> open);
    this.batches = parts.batches();
    this.listener = listener;
    this.threads = threads;
    this.rounds = Periodic.start("gateway-batches", parts.settings().round(), this::round);
  }

  /** Rounds that have failed since the start. */
  long failures() {
    return rounds.failures();
  }

  /** Looks after a batch at once, whoever else may have begun with it. */
  void take(BatchManifest batch) {
    Named named = new Named(batch.tenant(), batch.id());
    if (batches.end(named).isEmpty()) {
      start(batch, named, batches.progress(named));
    }
  }

  /** How far a batch is that this gateway looks after. */
  Optional<BatchProgress> progress(Named named) {
    return Optional.ofNullable(sessions.get(named)).map(BatchSession::progress);
  }

  /** Whether this gateway looks after a batch. */
  boolean isHere(Named named) {
    return sessions.containsKey(named);
  }

  /** Somebody wants the batch's end. */
  void hurry(BatchManifest batch) {
    Named named = new Named(batch.tenant(), batch.id());
    Optional.ofNullable(sessions.get(named)).ifPresent(BatchSession::hurry);
    parts.moved().accept(named);
  }

  @Override
  public void close() {
    open = false;
    rounds.close();
    threads.shutdown();
    try {
      boolean _ = threads.awaitTermination(GOODBYE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    threads.shutdownNow();
  }

  private void round() {
    for (Named named : batches.open()) {
      if (open && !sessions.containsKey(named)) {
        try {
          look(named);
        } catch (StorageException e) {
          LOG.warn("batch {} waits reason={}: {}", named.id(), e.code().stable(), e.getMessage());
        }
      }
    }
  }

  private void look(Named named) {
    Optional<BatchManifest> batch = batches.find(named);
    if (batch.isEmpty()) {
      return; // it is being brought, or whoever brought it has died: then it is brought again
    }
    Optional<BatchEnd> end = batches.end(named);
    if (end.isPresent()) {
      close(batch.get(), end.get());
      return;
    }
    Optional<BatchProgress> progress = batches.progress(named);
    boolean isFree =
        progress
            .map(p -> p.owner().isEmpty() || p.owner().equals(parts.owner()) || isOld(p.at()))
            .orElseGet(() -> isOld(batch.get().createdAt()));
    if (isFree && sessions.size() < parts.settings().flow().batches()) {
      start(batch.get(), named, progress);
    }
  }

  private boolean isOld(Instant at) {
    return parts.clock().instant().isAfter(at.plus(parts.settings().silence()));
  }

  private void start(BatchManifest batch, Named named, Optional<BatchProgress> progress) {
    BatchSession session = new BatchSession(batch, progress, parts);
    if (sessions.putIfAbsent(named, session) != null) {
      return;
    }
    try {
      threads.execute(() -> {
        try {
          session.run().ifPresent(end -> close(batch, end));
        } catch (InterruptedException _) {
          Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
          LOG.warn("batch {} is left for now: {}", batch.id(), e.getMessage(), e);
        } finally {
          sessions.remove(named);
          parts.moved().accept(named);
        }
      });
    } catch (RejectedExecutionException _) {
      sessions.remove(named); // the gateway is stopping: another one, or the next, goes on
    }
  }

  /** Who wants to know hears of its end before it leaves the open ones. */
  private void close(BatchManifest batch, BatchEnd end) {
    listener.ended(batch, end);
    batches.close(new Named(batch.tenant(), batch.id()));
  }
}
