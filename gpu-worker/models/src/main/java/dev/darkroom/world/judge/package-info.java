/**
 * Reads a scene back from a picture of the house world: what its shape, its colours, its pattern
 * and its place are, and how sure that is.
 *
 * <p>Geometry and colour alone decide. No network, no caption and nothing of how a picture came to
 * be enters here.
 */
@NullMarked
package dev.darkroom.world.judge;

import org.jspecify.annotations.NullMarked;
