package dev.darkroom.worker.run;

import dev.darkroom.job.spec.JobSpec;
import java.time.Duration;
import java.util.List;

/**
 * Runs that are worked off together: one, or those of a micro-batch.
 *
 * @param tasks at least one, alike in all that {@link dev.darkroom.job.spec.BatchKeys} names
 * @param stop of what is done for all of them: raised when none goes on
 */
public record Batch<S extends JobSpec>(
    List<Task<S>> tasks, StopSignal stop, Retries retries, Retries.Pause pause) {
  public Batch {
    tasks = List.copyOf(tasks);
  }

  /**
   * The same, of tasks of one kind.
   *
   * @throws ClassCastException if one is of another
   */
  <T extends JobSpec> Batch<T> of(Class<T> kind) {
    return new Batch<>(
        tasks.stream().map(task -> new Task<>(kind.cast(task.spec()), task.member())).toList(),
        stop,
        retries,
        pause);
  }

  /** Those that have no outcome yet. */
  List<Task<S>> open() {
    return tasks.stream().filter(task -> task.member().goesOn()).toList();
  }

  /** Waits, and leaves at once if none goes on. */
  void pause(Duration time) {
    pause.pause(stop, time);
  }
}
