/**
 * The house world: captioned 64×64 pictures of one shape, their grammar, painter and split.
 *
 * <p>What lives here is what a picture of the house world <em>is</em>. Models, tensors and training
 * never come in.
 */
@NullMarked
package dev.darkroom.world;

import org.jspecify.annotations.NullMarked;
