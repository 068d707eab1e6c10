/** What the UNet and the autoencoder are both built of: residual blocks, sampling up and down. */
@NullMarked
package dev.darkroom.ldm.block;

import org.jspecify.annotations.NullMarked;
