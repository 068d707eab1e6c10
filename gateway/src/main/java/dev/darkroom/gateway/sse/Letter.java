package dev.darkroom.gateway.sse;

import dev.darkroom.gateway.view.Viewed;
import dev.darkroom.storage.progress.ProgressRecord;

/** What a watcher of a job is told. */
sealed interface Letter {

  /** The job has changed. */
  record Changed(Viewed job) implements Letter {}

  /** Its run has moved. */
  record Moved(ProgressRecord record) implements Letter {}

  /** Nothing but itself: every one is told. */
  default Object about() {
    return switch (this) {
      case Changed c -> c.job().offset().isPresent() ? c.job().offset() : c.job().job().timeline();
      case Moved m -> m.record().id();
    };
  }
}
