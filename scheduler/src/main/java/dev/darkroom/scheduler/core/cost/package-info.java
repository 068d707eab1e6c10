/**
 * How long a job will take on a worker, learnt from those that succeeded. Values and pure
 * functions: what was learnt stands in the log, and a replay gives the same estimates.
 *
 * <p>Nothing here knows of queues, pools or tenants, and nothing has a clock.
 */
@NullMarked
package dev.darkroom.scheduler.core.cost;

import org.jspecify.annotations.NullMarked;
