package dev.darkroom.inversion;

import dev.darkroom.image.Planes;
import dev.darkroom.image.Resize;
import dev.darkroom.image.Rgb;
import dev.darkroom.ldm.Autoencoder;
import dev.darkroom.ldm.sampler.Latent;
import dev.darkroom.ldm.sampler.Noise;
import dev.darkroom.model.InversionRequest.Preparation;
import dev.darkroom.model.Size;
import java.util.ArrayList;
import java.util.List;

/**
 * The pictures as the encoder sees them, plain and mirrored: the distribution of their latents,
 * encoded once, from which every step draws anew.
 */
final class EncodedPictures {
  private final Autoencoder autoencoder;
  private final List<Autoencoder.Posterior> plain;
  private final List<Autoencoder.Posterior> mirrored;

  private EncodedPictures(
      Autoencoder autoencoder,
      List<Autoencoder.Posterior> plain,
      List<Autoencoder.Posterior> mirrored) {
    this.autoencoder = autoencoder;
    this.plain = plain;
    this.mirrored = mirrored;
  }

  /**
   * Prepares and encodes pictures; mirrored only where that may be asked for.
   *
   * @param size of the latents
   */
  static EncodedPictures encode(
      Autoencoder autoencoder, Size size, List<Rgb> pictures, Preparation preparation) {
    List<Autoencoder.Posterior> plain = new ArrayList<>();
    List<Autoencoder.Posterior> mirrored = new ArrayList<>();
    for (Rgb picture : pictures) {
      Rgb prepared = prepared(picture, preparation);
      plain.add(encode(autoencoder, size, prepared));
      if (preparation.flip() > 0) {
        mirrored.add(encode(autoencoder, size, prepared.mirrored()));
      }
    }
    return new EncodedPictures(autoencoder, plain, mirrored);
  }

  /** Cut and scaled. */
  static Rgb prepared(Rgb picture, Preparation preparation) {
    int side = preparation.resolution();
    Rgb cut = preparation.centerCrop() ? picture.centerSquare() : picture;
    return Resize.to(cut, side, side, Resize.Filter.BICUBIC);
  }

  int count() {
    return plain.size();
  }

  /** Numbers of one latent, C h w. */
  int size() {
    return plain.getFirst().mean().size();
  }

  /** A latent of a picture, scaled. */
  Latent sample(int picture, boolean mirror, Noise noise) { // (C, h, w)
    return autoencoder.sample((mirror ? mirrored : plain).get(picture), noise);
  }

  private static Autoencoder.Posterior encode(Autoencoder autoencoder, Size size, Rgb picture) {
    return autoencoder.encode(Latent.of(Planes.of(picture)), size.height(), size.width());
  }
}
