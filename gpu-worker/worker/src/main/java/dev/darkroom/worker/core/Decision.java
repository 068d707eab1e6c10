package dev.darkroom.worker.core;

import java.util.List;

/** What is true from now on, and what is to be done about it. */
public record Decision(WorkerState state, List<Effect> effects) {
  public Decision {
    effects = List.copyOf(effects);
  }
}
