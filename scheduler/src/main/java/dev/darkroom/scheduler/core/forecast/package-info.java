/** What is told of the future: positions, times, and why a job waits. It changes nothing. */
@NullMarked
package dev.darkroom.scheduler.core.forecast;

import org.jspecify.annotations.NullMarked;
