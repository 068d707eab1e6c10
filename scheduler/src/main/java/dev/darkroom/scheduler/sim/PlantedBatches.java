package dev.darkroom.scheduler.sim;

import dev.darkroom.job.JobEvent;
import dev.darkroom.job.id.RunRef;
import dev.darkroom.job.worker.Assignment;
import dev.darkroom.job.worker.WorkerRecord;
import dev.darkroom.job.worker.WorkerState;
import dev.darkroom.scheduler.core.state.Outcome;
import dev.darkroom.scheduler.core.state.Seat;
import dev.darkroom.storage.log.EventEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What goes wrong with the others of a batch when one of it is canceled. */
final class PlantedBatches {
  private PlantedBatches() {}

  /** A worker whose batch has lost the job of this run, and what it still runs. */
  private record Hit(Seat seat, List<RunRef> others) {}

  static Outcome dropping(Outcome outcome) {
    return hit(outcome)
        .map(hit -> {
          WorkerRecord record = hit.seat().record();
          List<RunRef> rest = new ArrayList<>(record.runs());
          rest.remove(hit.others().getFirst());
          Seat seat = hit.seat();
          WorkerRecord less = record.in(new WorkerState.Busy(rest, Instant.EPOCH));
          return new Said(outcome)
              .put(new Seat(less, seat.deadline(), seat.sequence(), seat.missed()))
              .outcome();
        })
        .orElse(outcome);
  }

  static Outcome canceling(Outcome outcome) {
    return hit(outcome)
        .map(hit -> {
          List<Assignment> told = new ArrayList<>(outcome.assignments());
          for (RunRef other : hit.others()) {
            told.add(new Assignment.CancelRun(hit.seat().record().id(), other, "asked"));
          }
          return new Said(outcome).telling(told).outcome();
        })
        .orElse(outcome);
  }

  private static Optional<Hit> hit(Outcome outcome) {
    for (EventEntry entry : outcome.events()) {
      if (entry.event() instanceof JobEvent.CancelRequested) {
        Optional<Hit> hit =
            outcome
                .next()
                .job(entry.job())
                .flatMap(job -> job.state().currentWorker())
                .flatMap(worker -> outcome.next().seat(worker.name()))
                .filter(seat -> seat.record().state() instanceof WorkerState.Busy)
                .map(seat -> new Hit(seat, others(seat, entry)));
        if (hit.filter(h -> !h.others().isEmpty()).isPresent()) {
          return hit;
        }
      }
    }
    return Optional.empty();
  }

  private static List<RunRef> others(Seat seat, EventEntry canceled) {
    return seat.record().runs().stream().filter(run -> !run.job().equals(canceled.job())).toList();
  }
}
