/**
 * A farm in virtual time: the real core, simulated workers, clients, log and scheduler processes,
 * and every fault that a seed draws. Nothing here waits, and a seed gives the same farm every time.
 */
package dev.darkroom.scheduler.sim;
