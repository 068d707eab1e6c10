package dev.darkroom.ldm;

import dev.darkroom.image.Rgb;
import dev.darkroom.ldm.sampler.Latent;
import dev.darkroom.model.Size;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The pictures of a run's last latents. The first that is asked for is decoded together with as
 * many after it as the autoencoder takes at a time, so that a few small ones cost one call.
 */
final class Decoding {
  private final Autoencoder autoencoder;
  private final Size latent;
  private final List<Latent> latents; // each (C, h, w)
  private final List<Optional<float[]>> decoded; // each (3, H, W), once it is there

  /**
   * @param latent size of the latents
   */
  Decoding(Autoencoder autoencoder, Size latent, List<Latent> latents) {
    this(autoencoder, latent, latents, Collections.nCopies(latents.size(), Optional.empty()));
  }

  private Decoding(
      Autoencoder autoencoder, Size latent, List<Latent> latents, List<Optional<float[]>> decoded) {
    this.autoencoder = autoencoder;
    this.latent = latent;
    this.latents = List.copyOf(latents);
    this.decoded = new ArrayList<>(decoded);
  }

  /**
   * One of them, by its place.
   *
   * @throws dev.darkroom.failure.ModelException if this one overflowed, whatever became of others
   */
  Rgb picture(int place) {
    return autoencoder.picture(
        decoded.get(place).orElseGet(() -> decode(place)), latent.height(), latent.width());
  }

  /** These alone, by their places so far. */
  Decoding of(List<Integer> kept) {
    return new Decoding(
        autoencoder,
        latent,
        kept.stream().map(latents::get).toList(),
        kept.stream().map(decoded::get).toList());
  }

  private float[] decode(int place) {
    List<Integer> open =
        IntStream.range(place, latents.size())
            .filter(i -> decoded.get(i).isEmpty())
            .boxed()
            .toList();
    int together = autoencoder.together(open.size(), latent.height(), latent.width());
    List<Integer> now = open.subList(0, together);
    List<float[]> all =
        autoencoder.decode(
            now.stream().map(latents::get).toList(), latent.height(), latent.width());
    for (int i = 0; i < together; i++) {
      decoded.set(now.get(i), Optional.of(all.get(i)));
    }
    return all.getFirst();
  }
}
