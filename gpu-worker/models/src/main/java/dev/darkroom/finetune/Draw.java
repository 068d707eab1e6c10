package dev.darkroom.finetune;

import dev.darkroom.ldm.PictureSizes;
import dev.darkroom.ldm.sampler.Latent;
import java.util.Optional;

/**
 * What the loss of one picture is given, all of it drawn beforehand.
 *
 * @param latent of the picture, scaled, (C, h, w)
 * @param noise ε, as large
 * @param perturbation noise that is not asked for, as large
 * @param time in [0, T)
 * @param weight of its mean squared error
 * @param sizes of the picture and of what is seen of it
 */
record Draw(
    Latent latent,
    Latent noise,
    Optional<Latent> perturbation,
    long time,
    double weight,
    String text,
    PictureSizes sizes) {}
