/** A worker's states, and what it and the scheduler tell each other. Never how it runs anything. */
@NullMarked
package dev.darkroom.job.worker;

import org.jspecify.annotations.NullMarked;
