package dev.darkroom.storage.progress;

import java.util.Optional;

/** A job's latest progress and latest preview; empty where there was none, or it is forgotten. */
public record ProgressSnapshot(
    Optional<ProgressRecord> progress, Optional<ProgressRecord> preview) {
  public static final ProgressSnapshot EMPTY =
      new ProgressSnapshot(Optional.empty(), Optional.empty());

  /** The id to replay after, so that nothing newer than this snapshot is missed. */
  public ProgressId last() {
    ProgressId ofProgress = progress.map(ProgressRecord::id).orElse(ProgressId.ZERO);
    ProgressId ofPreview = preview.map(ProgressRecord::id).orElse(ProgressId.ZERO);
    return ofProgress.compareTo(ofPreview) >= 0 ? ofProgress : ofPreview;
  }
}
