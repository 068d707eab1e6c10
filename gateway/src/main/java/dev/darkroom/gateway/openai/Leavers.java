package dev.darkroom.gateway.openai;

import dev.darkroom.gateway.command.Steering;
import dev.darkroom.gateway.problem.ProblemException;
import dev.darkroom.gateway.view.Viewed;
import dev.darkroom.storage.StorageException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cancels what nobody waits for any more: a client that goes while its pictures are drawn takes
 * their only reader with it. Who named an idempotency key may come back, and its job goes on.
 */
public final class Leavers {
  private static final Logger LOG = LoggerFactory.getLogger(Leavers.class);

  private final Steering steering;

  public Leavers(Steering steering) {
    this.steering = steering;
  }

  /** Cancels the job of a client that has gone; returns at once. */
  void left(Viewed job) {
    Thread.startVirtualThread(() -> {
      try {
        var _ = steering.cancel(job);
        LOG.info("job {} is canceled: its client has gone", job.job().header().id());
      } catch (ProblemException | StorageException e) {
        LOG.info(
            "job {} goes on though its client has gone: {}",
            job.job().header().id(),
            e.getMessage());
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    });
  }
}
