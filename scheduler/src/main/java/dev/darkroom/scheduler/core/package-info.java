/**
 * What the scheduler decides: {@link dev.darkroom.scheduler.core.Decider} is a pure function from
 * the state of one partition ({@code state}), what was read and the time to what changes. Its rules
 * are in {@code run}, {@code command} and {@code dispatch}; what they ask, in {@code account} and
 * {@code forecast}.
 *
 * <p>A new scheduling rule is a class in one of these and its test. No Kafka, no clock, no
 * randomness and no thread ever lives here: they are arguments.
 */
@NullMarked
package dev.darkroom.scheduler.core;

import org.jspecify.annotations.NullMarked;
