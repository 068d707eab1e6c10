package dev.darkroom.storage.batch;

import java.time.Instant;

/**
 * Every line of a batch's input is valid, and will be queued.
 *
 * @param lines physical lines, blank ones among them
 * @param total lines that are jobs
 */
public record BatchChecked(int lines, int total, Instant at) {}
