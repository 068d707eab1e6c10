/**
 * Weights as they lie in files and in memory: dtypes, host tensors, and readers and writers of
 * weight files that execute nothing. Knows nothing of engines, devices or model families, and never
 * may; what a tensor's name means is decided by its reader's caller.
 */
@NullMarked
package dev.darkroom.weights;

import org.jspecify.annotations.NullMarked;
