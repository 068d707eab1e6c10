/**
 * Keeps worker processes alive: starts them, restarts them with growing pauses, passes a stop on,
 * leaves none behind. Knows a command line and an exit code, and nothing of what a worker does.
 */
@NullMarked
package dev.darkroom.worker.supervise;

import org.jspecify.annotations.NullMarked;
