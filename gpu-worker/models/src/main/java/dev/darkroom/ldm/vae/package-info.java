/**
 * The autoencoder between pictures and latents: AutoencoderKL of diffusers. Only mathematics: no
 * files but configurations, no randomness.
 */
@NullMarked
package dev.darkroom.ldm.vae;

import org.jspecify.annotations.NullMarked;
