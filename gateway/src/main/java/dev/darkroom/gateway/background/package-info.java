/**
 * Threads that the gateway keeps beside those of its requests: how they start, wait, outlive what
 * fails in them, and stop.
 *
 * <p>What they do is not known here.
 */
@NullMarked
package dev.darkroom.gateway.background;

import org.jspecify.annotations.NullMarked;
