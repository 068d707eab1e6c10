/**
 * How one lease is worked off on the run thread: a runner for each kind of job, progress, previews,
 * outputs through the spool, errors told by whose fault they are. Whether and for how long a run
 * may go on is decided elsewhere; here only its stop signal is known.
 */
@NullMarked
package dev.darkroom.worker.run;

import org.jspecify.annotations.NullMarked;
