package dev.darkroom.scheduler.sim;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * What goes wrong in one farm, and how often. Each seed draws its own, most of them none, so that
 * faults meet in every combination.
 */
record Faults(Map<Fault, Double> drawn) {
  static final Faults NONE = new Faults(Map.of());

  Faults {
    EnumMap<Fault, Double> copy = new EnumMap<>(Fault.class);
    copy.putAll(drawn);
    drawn = Collections.unmodifiableMap(copy);
  }

  static Faults drawn(SplittableRandom random) {
    EnumMap<Fault, Double> drawn = new EnumMap<>(Fault.class);
    for (Fault fault : Fault.values()) {
      double much = fault.drawn(random);
      if (much > 0) {
        drawn.put(fault, much);
      }
    }
    return new Faults(drawn);
  }

  Faults without(Set<Fault> left) {
    EnumMap<Fault, Double> rest = new EnumMap<>(Fault.class);
    rest.putAll(drawn);
    rest.keySet().removeAll(left);
    return new Faults(rest);
  }

  /** A share of one; 0 where it does not happen. */
  double chance(Fault fault) {
    return drawn.getOrDefault(fault, 0.0);
  }

  /** 0 where it does not happen. */
  long millis(Fault fault) {
    return (long) chance(fault);
  }
}
