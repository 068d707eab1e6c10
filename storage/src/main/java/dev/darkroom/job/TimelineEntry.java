package dev.darkroom.job;

import java.time.Instant;

/**
 * A moment of a job's life, for people and machines.
 *
 * @param what {@code queued}, {@code leased}, {@code running}, {@code stored}, {@code requeued}, …
 * @param reason stable code, or empty
 */
public record TimelineEntry(Instant at, String what, String reason) {}
