/**
 * What the scheduler of one partition knows, as a value: records, indexes over them, and the {@link
 * dev.darkroom.scheduler.core.state.Turn} through which alone a rule changes it, so that no state
 * changes without its record. No rule lives here.
 */
@NullMarked
package dev.darkroom.scheduler.core.state;

import org.jspecify.annotations.NullMarked;
