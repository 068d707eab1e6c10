/**
 * Random streams that equal those of the tools whose seeds people share: {@link
 * dev.darkroom.random.TorchRandom} is torch's CPU generator, bit for bit.
 *
 * <p>Every stream is an object handed to its user. No clock, no global generator and no seed from
 * the environment ever lives here, and nothing of models, tensors or engines.
 */
@NullMarked
package dev.darkroom.random;

import org.jspecify.annotations.NullMarked;
