/**
 * The thin runtime around the core: one loop a partition that reads the log, asks the {@link
 * dev.darkroom.scheduler.core.Decider} and commits what it says in one Kafka transaction.
 *
 * <p>No decision ever lives here: whatever depends on a job, a worker or a pool is the core's.
 */
@NullMarked
package dev.darkroom.scheduler.runtime;

import org.jspecify.annotations.NullMarked;
