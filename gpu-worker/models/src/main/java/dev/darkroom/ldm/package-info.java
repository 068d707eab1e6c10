/**
 * Latent diffusion (Rombach et al. 2022) as published in diffusers folders: the pipeline, and below
 * it the UNet, the autoencoder, the text encoder and the samplers.
 *
 * <p>Nothing here knows of a farm: no queue, no store, no job.
 */
@NullMarked
package dev.darkroom.ldm;

import org.jspecify.annotations.NullMarked;
