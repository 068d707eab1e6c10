/**
 * Which waiting job runs on which worker: order, batches, affinity, preloads, and trainings that
 * give way. It looks at indexes only, never through all jobs.
 */
@NullMarked
package dev.darkroom.scheduler.core.dispatch;

import org.jspecify.annotations.NullMarked;
