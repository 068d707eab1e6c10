package dev.darkroom.job;

import dev.darkroom.job.id.JobId;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where a job has been that has left its home partition.
 *
 * @param at the partition whose record says this
 * @param legs leavings and arrivals so far: even where it lives, odd where it has left
 * @param left the partitions that keep a forward of it
 */
public record Travels(int at, int legs, Set<Integer> left) {
  public Travels {
    left = Collections.unmodifiableSet(new TreeSet<>(left));
  }

  /** A job that is where it was submitted. */
  static Travels none(JobId job) {
    return new Travels(job.partition(), 0, Set.of());
  }

  Travels leaving() {
    Set<Integer> more = new TreeSet<>(left);
    more.add(at);
    return new Travels(at, legs + 1, more);
  }

  Travels arriving(int partition) {
    Set<Integer> rest = new TreeSet<>(left);
    rest.remove(partition);
    return new Travels(partition, legs + 1, rest);
  }
}
