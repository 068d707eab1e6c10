package dev.darkroom.storage.batch;

import java.time.Instant;

/**
 * How far a batch has been queued.
 *
 * @param owner the gateway that queues it
 * @param done physical lines from the first on whose jobs are queued or refused for good
 * @param at when its owner last said so: one that says nothing for long has died
 */
public record BatchProgress(String owner, int done, Instant at) {}
