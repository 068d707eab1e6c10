package dev.darkroom.job.worker;

import dev.darkroom.job.id.RunRef;
import java.time.Instant;
import java.util.List;

/**
 * What happens to a worker, as its scheduler sees it: the arrows between {@link WorkerState}s. The
 * log keeps the states that they lead to.
 */
public sealed interface WorkerEvent {
  Instant at();

  /** It is given the lease of these runs: one, or a micro-batch. */
  record Granted(List<RunRef> runs, Instant at) implements WorkerEvent {
    public Granted {
      runs = List.copyOf(runs);
    }
  }

  /** One of the runs that it holds is over, however it ended. */
  record RunEnded(RunRef run, Instant at) implements WorkerEvent {}

  /** It is to take no new work, by its own word or an operator's, and to go when it is done. */
  record DrainBegan(Instant at) implements WorkerEvent {}

  /** It is to give back what it holds, and leave. */
  record StopBegan(Instant at) implements WorkerEvent {}

  /** It is not there any more; {@code reason} is the stable code. */
  record Left(String reason, Instant at) implements WorkerEvent {}
}
