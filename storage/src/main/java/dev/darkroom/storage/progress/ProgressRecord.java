package dev.darkroom.storage.progress;

/** An event as it stands in its job's stream. */
public record ProgressRecord(ProgressId id, ProgressEvent event) {}
