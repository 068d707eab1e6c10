/**
 * Whole models in a single file, as they are shared: the original repositories' names, mapped to
 * those of a diffusers folder. Knows names, shapes and configurations; runs nothing.
 */
@NullMarked
package dev.darkroom.ldm.single;

import org.jspecify.annotations.NullMarked;
