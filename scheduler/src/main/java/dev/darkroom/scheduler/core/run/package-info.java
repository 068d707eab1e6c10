/**
 * What becomes of runs: reports and heartbeats of workers, ends, and what time alone brings about.
 */
@NullMarked
package dev.darkroom.scheduler.core.run;

import org.jspecify.annotations.NullMarked;
