/**
 * How good pictures are, in numbers: distances between sets of pictures, similarities between
 * pictures and texts, each by its published definition, and the run that computes several over a
 * folder.
 *
 * <p>Networks come in as features; which job or command asks for a number never lives here.
 */
@NullMarked
package dev.darkroom.metrics;

import org.jspecify.annotations.NullMarked;
