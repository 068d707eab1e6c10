/**
 * What an operator says of a pool, and what a pool says of itself: its mode, what its workers can
 * be, when it sleeps, how many workers it wants. Never who waits in it.
 */
@NullMarked
package dev.darkroom.job.pool;

import org.jspecify.annotations.NullMarked;
