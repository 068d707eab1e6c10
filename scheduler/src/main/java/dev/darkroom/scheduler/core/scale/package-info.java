/**
 * How many workers a pool should have, and which of too many goes first. Pure functions of a pool's
 * load, its policy and the number before.
 *
 * <p>Nothing here knows how workers are started: whoever reads the number does that.
 */
@NullMarked
package dev.darkroom.scheduler.core.scale;

import org.jspecify.annotations.NullMarked;
