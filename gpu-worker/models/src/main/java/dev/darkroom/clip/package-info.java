/**
 * CLIP (Radford et al. 2021): the two towers, how pictures are prepared for them, and the features
 * of texts and pictures in one space. The text tower alone also conditions latent diffusion.
 *
 * <p>What the features are used for never lives here, nor does training.
 */
@NullMarked
package dev.darkroom.clip;

import org.jspecify.annotations.NullMarked;
