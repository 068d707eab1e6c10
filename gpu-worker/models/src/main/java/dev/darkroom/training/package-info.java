/**
 * Training told step by step, whatever is trained: the loop, its checkpoint, the learning rate over
 * time, the randomness of a step, and when to stop.
 *
 * <p>No model lives here, nor any request, job or store: a {@link dev.darkroom.training.Task}
 * brings the graph and its inputs.
 */
@NullMarked
package dev.darkroom.training;

import org.jspecify.annotations.NullMarked;
