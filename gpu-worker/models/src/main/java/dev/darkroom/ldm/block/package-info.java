/**
 * What the UNet and the autoencoder are both built of: residual blocks, sampling up and down. Only
 * mathematics: nothing that one of the two alone needs may come in, no files, no randomness.
 */
@NullMarked
package dev.darkroom.ldm.block;

import org.jspecify.annotations.NullMarked;
