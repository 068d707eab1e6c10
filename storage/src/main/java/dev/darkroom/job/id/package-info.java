/**
 * The names of things: what they may be made of, and how one is derived from another. Stands on
 * nothing else; never anything that has a state.
 */
@NullMarked
package dev.darkroom.job.id;

import org.jspecify.annotations.NullMarked;
