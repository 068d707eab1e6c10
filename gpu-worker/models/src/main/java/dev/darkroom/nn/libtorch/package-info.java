/**
 * The one place that touches libtorch, and hides its hazards: stacks too small for long scripts,
 * values no manager frees, grad modes that belong to threads, dtypes that abort the JVM. Only
 * {@code dev.darkroom.nn} uses it; no type of DJL may leave it, and no model knowledge may enter.
 */
@NullMarked
package dev.darkroom.nn.libtorch;

import org.jspecify.annotations.NullMarked;
