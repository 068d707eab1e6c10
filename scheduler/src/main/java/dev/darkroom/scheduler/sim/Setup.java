package dev.darkroom.scheduler.sim;

import java.util.Collection;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * What makes one simulated farm, and nothing else does: equal setups run equally.
 *
 * @param seed draws the farm and every die in it
 * @param plant the bug that is built in
 * @param cuts what of the farm that the seed draws is left out
 */
public record Setup(long seed, Plant plant, Cuts cuts) {

  /** The farm of a seed, whole. */
  public static Setup of(long seed, Plant plant) {
    return new Setup(seed, plant, Cuts.NONE);
  }

  /**
   * What is left out, so that what is left is easier to read.
   *
   * @param without faults that do not happen
   * @param jobs the only ones that are submitted, counted from 0; empty: all
   * @param workers at most so many join
   */
  public record Cuts(Set<Fault> without, Set<Integer> jobs, int workers) {
    public static final Cuts NONE = new Cuts(Set.of(), Set.of(), Integer.MAX_VALUE);

    public Cuts {
      without = Collections.unmodifiableSet(new TreeSet<>(without));
      jobs = Collections.unmodifiableSet(new TreeSet<>(jobs));
      if (workers < 1) {
        throw new IllegalArgumentException(workers + " workers: use 1 or more");
      }
    }

    Cuts without(Fault fault) {
      Set<Fault> more = new TreeSet<>(without);
      more.add(fault);
      return new Cuts(more, jobs, workers);
    }

    Cuts jobs(Collection<Integer> only) {
      return new Cuts(without, Set.copyOf(only), workers);
    }

    Cuts workers(int most) {
      return new Cuts(without, jobs, most);
    }
  }

  Setup with(Cuts other) {
    return new Setup(seed, plant, other);
  }
}
