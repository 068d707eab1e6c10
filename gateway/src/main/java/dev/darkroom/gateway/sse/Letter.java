package dev.darkroom.gateway.sse;

import dev.darkroom.gateway.view.Viewed;
import dev.darkroom.storage.progress.ProgressRecord;

/** What a watcher is told. */
sealed interface Letter {

  /** The job has changed. */
  record Changed(Viewed job) implements Letter {}

  /** Its run has moved. */
  record Moved(ProgressRecord record) implements Letter {}
}
