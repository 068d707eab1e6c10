package dev.darkroom.gateway.batch;

import dev.darkroom.gateway.command.Steering;
import dev.darkroom.gateway.problem.ProblemException;
import dev.darkroom.gateway.view.JobView;
import dev.darkroom.job.JobStatus;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.storage.StorageException;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Executor;

/** Cancels many jobs, some of them at a time. */
final class Canceller {
  /** Jobs of one call: it returns within seconds. */
  private static final int MAX_CANCELS = 2_000;

  private final Steering steering;
  private final JobView jobs;
  private final Executor threads;
  private final int atOnce;

  /**
   * @param atOnce cancels that wait for their answers at once
   */
  Canceller(Steering steering, JobView jobs, Executor threads, int atOnce) {
    this.steering = steering;
    this.jobs = jobs;
    this.threads = threads;
    this.atOnce = atOnce;
  }

  /** Asks for the end of some of these jobs; for that of the others in a later call. */
  void cancel(TenantId tenant, Collection<JobId> open) throws InterruptedException {
    List<Runnable> cancels =
        open.stream()
            .flatMap(job -> jobs.find(tenant, job).stream())
            .filter(job -> !job.job().state().status().terminal())
            .filter(job -> job.job().state().status() != JobStatus.CANCELING)
            .limit(MAX_CANCELS)
            .<Runnable>map(job ->
                () -> {
                  try {
                    steering.cancel(job);
                  } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                  } catch (ProblemException | StorageException _) {
                    // It has ended meanwhile, or the next call asks again.
                  }
                })
            .toList();
    Flights.run(cancels, atOnce, threads);
  }
}
