package dev.darkroom.inversion;

import dev.darkroom.ldm.sampler.Latent;

/**
 * What the loss of one picture is given, all of it drawn beforehand.
 *
 * @param latent of the picture, scaled
 * @param noise ε
 * @param time in [0, T)
 * @param text with the word written out
 */
public record Draw(Latent latent, Latent noise, long time, String text) {} // (C, h, w) twice
