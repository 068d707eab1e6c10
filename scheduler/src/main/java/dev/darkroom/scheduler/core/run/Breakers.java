package dev.darkroom.scheduler.core.run;

import dev.darkroom.job.ErrorKind;
import dev.darkroom.job.JobError;
import dev.darkroom.job.id.ModelRef;
import dev.darkroom.job.id.WorkerId;
import dev.darkroom.job.worker.Breaker;
import dev.darkroom.job.worker.WorkerRecord;
import dev.darkroom.job.worker.WorkerState;
import dev.darkroom.scheduler.core.state.Seat;
import dev.darkroom.scheduler.core.state.Turn;
import java.time.Instant;

/**
 * What the ends of its runs say of a worker and a model. It is kept in the worker's record, so that
 * a scheduler which takes over knows it too; a worker that starts anew begins without.
 */
final class Breakers {
  private final Breaker.Policy policy;

  Breakers(Breaker.Policy policy) {
    this.policy = policy;
  }

  /** Whether this worker may be given this model. */
  static boolean admits(WorkerRecord worker, ModelRef model, Instant now) {
    return worker.admits(model, now);
  }

  /**
   * A job has failed on a worker that still holds its lease. A client's mistake says nothing of the
   * worker.
   */
  void failed(Turn turn, WorkerId worker, ModelRef model, JobError error) {
    Seat seat = turn.state().seat(worker.name()).orElseThrow();
    if (error.kind() == ErrorKind.CLIENT
        || !(seat.record().state() instanceof WorkerState.Busy busy)) {
      return;
    }
    Instant now = turn.now();
    Breaker breaker =
        seat.record()
            .breaker(model)
            .map(before -> before.failed(busy.since(), now, policy))
            .orElseGet(() -> Breaker.first(model, busy.since(), now, policy));
    turn.put(seat.with(seat.record().with(breaker)));
  }

  /** A job has gone well on a worker. */
  static void succeeded(Turn turn, WorkerId worker, ModelRef model) {
    Seat seat = turn.state().seat(worker.name()).orElseThrow();
    if (seat.record().breaker(model).isPresent()) {
      turn.put(seat.with(seat.record().withoutBreaker(model)));
    }
  }
}
