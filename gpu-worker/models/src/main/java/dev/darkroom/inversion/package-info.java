/**
 * Textual Inversion (Gal et al. 2022): a word learned from a few pictures as vectors in the input
 * of the text encoder, while the model stays as it is. The loss, its inputs and the variants of the
 * paper's study; the loop is {@link dev.darkroom.training.Training}'s.
 *
 * <p>File formats of learned words lie in {@code embedding}; no job, no store, no model files.
 */
@NullMarked
package dev.darkroom.inversion;

import org.jspecify.annotations.NullMarked;
