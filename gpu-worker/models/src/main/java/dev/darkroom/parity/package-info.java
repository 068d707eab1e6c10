/**
 * Runs reference cases: small models with inputs and the numbers that the original implementations
 * gave.
 *
 * <p>A case names its kind, a {@link dev.darkroom.parity.CaseRunner} knows how to compute its
 * tensors, and {@link dev.darkroom.parity.Recorder} compares. Nothing here may draw a number or
 * loosen a tolerance.
 */
@NullMarked
package dev.darkroom.parity;

import org.jspecify.annotations.NullMarked;
