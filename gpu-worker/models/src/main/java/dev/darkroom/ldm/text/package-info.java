/**
 * The CLIP text encoder (Radford et al. 2021) that conditions the denoiser. Only mathematics: no
 * files but configurations, no randomness.
 */
@NullMarked
package dev.darkroom.ldm.text;

import org.jspecify.annotations.NullMarked;
