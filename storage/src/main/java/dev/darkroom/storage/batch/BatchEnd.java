package dev.darkroom.storage.batch;

import java.time.Instant;
import java.util.Optional;

/**
 * How a batch has ended.
 *
 * @param succeeded lines whose jobs have succeeded; all others have failed, or did not run
 * @param cancelledAt when somebody asked for its end, if anybody did
 */
public record BatchEnd(int succeeded, int total, Optional<Instant> cancelledAt, Instant at) {}
