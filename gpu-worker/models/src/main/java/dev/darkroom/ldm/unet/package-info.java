/**
 * The denoiser: UNet2DConditionModel of diffusers, its modules named as its weights are. Only
 * mathematics: no files but configurations, no randomness.
 */
@NullMarked
package dev.darkroom.ldm.unet;

import org.jspecify.annotations.NullMarked;
