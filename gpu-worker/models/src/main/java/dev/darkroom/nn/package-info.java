/**
 * Neural networks as their papers write them: modules declare weights under their checkpoint's
 * names and record a forward pass on symbolic values; a trace becomes a program that runs in one
 * native call, or a training step that does.
 *
 * <p>What may never live here: anything native (that is {@code dev.darkroom.nn.libtorch}), a model
 * family, a sampler, or a file format.
 */
@NullMarked
package dev.darkroom.nn;

import org.jspecify.annotations.NullMarked;
