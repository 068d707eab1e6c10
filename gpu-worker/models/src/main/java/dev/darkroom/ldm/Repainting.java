package dev.darkroom.ldm;

import dev.darkroom.ldm.sampler.Latent;
import dev.darkroom.ldm.sampler.Plan;

/**
 * Keeps the known part of one picture while a network that was not trained for it draws the rest:
 * after every call, what is known replaces what was drawn there, at the noise level that the next
 * call expects (RePaint, Lugmayr et al. 2022, eq. 8, with the noise of the beginning).
 *
 * @param mask 1 where the picture is drawn anew
 * @param known the picture's latent
 * @param noise that it was brought to the first noise level with
 */
record Repainting(Latent mask, Latent known, Latent noise) { // (h, w), (C, h, w), (C, h, w)

  /** The latent with which call {@code next} begins, or the run's end if there is none. */
  Latent after(Plan plan, int next, Latent drawn) { // (C, h, w)
    Latent kept = next < plan.calls() ? plan.addNoise(next, known, noise) : known;
    float[] values = drawn.toArray();
    for (int i = 0; i < values.length; i++) {
      if (mask.at(i % mask.size()) == 0) {
        values[i] = kept.at(i);
      }
    }
    return Latent.of(values);
  }
}
