package dev.darkroom.finetune;

import dev.darkroom.image.Buckets;
import dev.darkroom.image.Buckets.Bucket;
import dev.darkroom.image.Planes;
import dev.darkroom.image.Rgb;
import dev.darkroom.ldm.Autoencoder.Posterior;
import dev.darkroom.ldm.LdmModel;
import dev.darkroom.ldm.sampler.Latent;
import dev.darkroom.ldm.sampler.Noise;
import dev.darkroom.model.Size;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The distributions of the pictures' latents, each encoded when it is first needed and never again;
 * every step draws from them anew. Pictures themselves are not kept.
 */
final class LatentCache {
  private final LdmModel model;
  private final Map<Key, Posterior> known = new HashMap<>();

  private record Key(String picture, Bucket bucket, boolean mirrored) {}

  LatentCache(LdmModel model) {
    this.model = model;
  }

  /** The size of a bucket's latents. */
  Size latents(Bucket bucket) {
    return model.latentSize(new Size(bucket.width(), bucket.height()));
  }

  /**
   * Where a picture's latent may lie.
   *
   * @param name of the picture, which is decoded only if it was never seen
   */
  Posterior of(String name, Supplier<Rgb> picture, Bucket bucket, boolean mirrored) {
    return known.computeIfAbsent(
        new Key(name, bucket, mirrored),
        _ -> {
          Rgb whole = picture.get();
          Rgb seen = Buckets.only(bucket).place(whole.width(), whole.height()).of(whole);
          return encode(mirrored ? seen.mirrored() : seen, latents(bucket));
        });
  }

  /** A latent as samplers have it, drawn from where a picture's may lie. */
  Latent sample(Posterior where, Noise noise) { // (C, h, w)
    return model.autoencoder().sample(where, noise);
  }

  private Posterior encode(Rgb picture, Size latents) {
    Latent planes = Latent.of(Planes.of(picture));
    return model.autoencoder().encode(planes, latents.height(), latents.width());
  }
}
