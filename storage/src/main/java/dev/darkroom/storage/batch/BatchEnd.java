package dev.darkroom.storage.batch;

import java.time.Instant;
import java.util.Optional;

/**
 * How a batch has ended.
 *
 * @param succeeded lines whose jobs have succeeded
 * @param failed lines that have ended otherwise, or were refused
 * @param cancelledAt when somebody asked for its end, if anybody did
 */
public record BatchEnd(int succeeded, int failed, Optional<Instant> cancelledAt, Instant at) {}
