/**
 * What operators set of the scheduler: shares, retries, retention. Checked where it is made; no
 * state.
 */
@NullMarked
package dev.darkroom.scheduler.core.policy;

import org.jspecify.annotations.NullMarked;
