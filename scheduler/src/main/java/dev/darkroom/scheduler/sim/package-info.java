/**
 * A farm in virtual time: the real core, simulated workers, clients, log and scheduler processes,
 * every fault that a seed draws, and what must be true whatever goes wrong. {@link
 * dev.darkroom.scheduler.sim.Trial} is the way in.
 *
 * <p>Nothing here waits, asks a clock or throws dice of its own: a seed gives the same farm every
 * time. A running farm never needs this package.
 */
@NullMarked
package dev.darkroom.scheduler.sim;

import org.jspecify.annotations.NullMarked;
