/**
 * Commands for batches: {@code batch submit}, {@code status}, {@code results} and the resumable
 * {@code batch run}.
 *
 * <p>What a run has done stands in its folder and at the farm, never in the process alone.
 */
@NullMarked
package dev.darkroom.deploy.cli.batch;

import org.jspecify.annotations.NullMarked;
