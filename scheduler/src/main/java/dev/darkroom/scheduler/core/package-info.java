/**
 * What the scheduler decides: the state of one partition as a value, and pure functions from that
 * state, what was read and the time to an {@link dev.darkroom.scheduler.core.Outcome}.
 *
 * <p>A new scheduling rule is a class here and its test. No Kafka, no clock, no randomness and no
 * thread ever lives here: they are arguments.
 */
@NullMarked
package dev.darkroom.scheduler.core;

import org.jspecify.annotations.NullMarked;
