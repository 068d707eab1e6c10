package dev.darkroom.scheduler.core.state;

import dev.darkroom.job.id.RunRef;
import dev.darkroom.job.id.WorkerId;
import dev.darkroom.job.worker.WorkerRecord;
import dev.darkroom.job.worker.WorkerState;
import java.time.Instant;
import java.util.List;

/**
 * A worker as its scheduler sees it: the record that the log has, and what only memory knows.
 *
 * @param record as last written
 * @param deadline when its lease ends; it moves with each heartbeat, and is given its full length
 *     again by a scheduler that takes over
 * @param sequence of the latest heartbeat
 * @param missed heartbeats in a row that did not name the run it holds
 */
public record Seat(WorkerRecord record, Instant deadline, long sequence, int missed) {
  public WorkerId id() {
    return record.id();
  }

  public String name() {
    return record.id().name();
  }

  public List<RunRef> runs() {
    return record.runs();
  }

  public boolean live() {
    return switch (record.state()) {
      case WorkerState.Idle _, WorkerState.Busy _, WorkerState.Draining _ -> true;
      case WorkerState.Gone _ -> false;
    };
  }

  public Seat with(WorkerRecord changed) {
    return new Seat(changed, deadline, sequence, missed);
  }

  /** The same worker in another state; a new run begins with no heartbeat missed. */
  Seat in(WorkerState state) {
    WorkerRecord changed = record.beaten(state, record.models(), sequence);
    return new Seat(changed, deadline, sequence, 0);
  }
}
