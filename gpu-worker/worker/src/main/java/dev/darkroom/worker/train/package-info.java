/**
 * How trainings are worked off: a loop of steps with everything around it that is no mathematics:
 * savings, samples, scores, checkpoints, yielding, going on elsewhere. What a step does is the
 * model library's.
 */
@NullMarked
package dev.darkroom.worker.train;

import org.jspecify.annotations.NullMarked;
