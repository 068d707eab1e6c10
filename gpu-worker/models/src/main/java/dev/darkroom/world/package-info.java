/**
 * The house world: captioned 64×64 pictures of one shape, their grammar, painter, split and judge.
 *
 * <p>What lives here is what a picture of the house world <em>is</em>. Models, tensors and training
 * never come in: the judge reads pixels and knows nothing of who drew them.
 */
@NullMarked
package dev.darkroom.world;

import org.jspecify.annotations.NullMarked;
