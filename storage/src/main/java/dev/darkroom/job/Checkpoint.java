package dev.darkroom.job;

import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.Epoch;

/**
 * Where a job can be taken up again: the whole state of a run after some steps, as its worker
 * stored it. Only the one that the log accepted last is ever resumed from.
 *
 * @param epoch the run that wrote it
 * @param step steps that were done
 * @param key where its manifest lies in the object store; its other files lie below the same folder
 * @param digest of the manifest, which names every file with its own
 */
public record Checkpoint(Epoch epoch, int step, String key, Digest digest) {
  public Checkpoint {
    if (step < 0) {
      throw new IllegalArgumentException("a checkpoint after " + step + " steps is none");
    }
    if (key.lastIndexOf('/') < 1) {
      throw new IllegalArgumentException(
          "'" + key + "' is no checkpoint's key: use a manifest in a folder of its own");
    }
  }

  /** Below this every file of it lies. */
  public String prefix() {
    return key.substring(0, key.lastIndexOf('/') + 1);
  }
}
