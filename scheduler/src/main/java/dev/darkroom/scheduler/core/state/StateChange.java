package dev.darkroom.scheduler.core.state;

import dev.darkroom.storage.log.StateEntry;
import java.util.Optional;

/** One record of the state topic: a thing's latest state, or that it is forgotten. */
public record StateChange(String key, Optional<StateEntry> entry) {
  public static StateChange put(StateEntry entry) {
    return new StateChange(entry.key(), Optional.of(entry));
  }

  public static StateChange forget(String key) {
    return new StateChange(key, Optional.empty());
  }
}
