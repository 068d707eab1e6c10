package dev.darkroom.scheduler.sim;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Puts a farm to the test: runs it twice, which must give the same trace, and where something that
 * must hold does not, looks for a smaller farm in which it does not either.
 */
public final class Trial {
  /** Smaller farms that are tried for one that failed. */
  private static final int MOST_TRIES = 300;

  private Trial() {}

  /** What came of a farm. */
  public sealed interface Result {

    /**
     * Everything held.
     *
     * @param trace a hash of everything that happened, in order
     * @param millis how long the farm ran, in its own time
     * @param ends how many jobs ended in which state
     * @param arrows between states of jobs that were gone: from, event, to
     */
    record Held(long trace, long millis, Map<String, Integer> ends, Set<String> arrows)
        implements Result {}

    /**
     * Something did not hold.
     *
     * @param smallest the farm that shows it with the least in it
     * @param what did not hold there
     * @param last what happened before
     */
    record Broke(Setup smallest, String what, List<String> last) implements Result {}
  }

  /** Runs the farm twice, and, where it fails, smaller ones. */
  public static Result of(Setup setup) {
    return switch (twice(setup)) {
      case Result.Held held -> held;
      case Result.Broke broke -> shrunk(broke);
    };
  }

  /** Runs the farm once. */
  static Result once(Setup setup) {
    return Simulation.run(setup);
  }

  private static Result twice(Setup setup) {
    Result first = once(setup);
    return first instanceof Result.Broke || first.equals(once(setup))
        ? first
        : new Result.Broke(setup, "two runs of the same farm differ", List.of());
  }

  /** Takes something away for as long as what is left fails, too. */
  private static Result.Broke shrunk(Result.Broke broke) {
    Result.Broke smallest = broke;
    int tries = 0;
    Iterator<Setup> smaller = smaller(smallest.smallest()).iterator();
    while (smaller.hasNext() && tries++ < MOST_TRIES) {
      if (once(smaller.next()) instanceof Result.Broke found) {
        smallest = found;
        smaller = smaller(found.smallest()).iterator();
      }
    }
    return smallest;
  }

  /** Farms with a little less in them, those first that lack the most. */
  private static List<Setup> smaller(Setup setup) {
    Plan plan = Plan.of(setup);
    Setup.Cuts cuts = setup.cuts();
    List<Setup.Cuts> smaller = new ArrayList<>();
    List<Integer> jobs = plan.jobs().stream().map(Plan.Job::nth).toList();
    for (int part = (jobs.size() + 1) / 2; part > 0 && jobs.size() > 1; part /= 2) {
      for (int from = 0; from < jobs.size(); from += part) {
        List<Integer> rest = new ArrayList<>(jobs);
        rest.subList(from, Math.min(from + part, jobs.size())).clear();
        smaller.add(cuts.jobs(rest));
      }
    }
    for (Fault fault : plan.faults().drawn().keySet()) {
      smaller.add(cuts.without(fault));
    }
    if (plan.workers().size() > 1) {
      smaller.add(cuts.workers(plan.workers().size() - 1));
    }
    return smaller.stream().map(setup::with).toList();
  }
}
