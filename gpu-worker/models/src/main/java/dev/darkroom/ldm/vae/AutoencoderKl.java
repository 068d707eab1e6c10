package dev.darkroom.ldm.vae;

import dev.darkroom.nn.Conv2d;
import dev.darkroom.nn.Layer;
import dev.darkroom.nn.Module;
import dev.darkroom.nn.Sym;
import dev.darkroom.nn.Weights;
import java.util.List;

/**
 * The autoencoder E, D between pictures and latents, regularised towards a normal distribution
 * (LDM, section 3.1). The same network and weight names as diffusers' AutoencoderKL.
 */
public final class AutoencoderKl extends Module {
  /** What the log of a variance is forced into. */
  public static final double MIN_LOGVAR = -30, MAX_LOGVAR = 20;

  private final Encoder encoder;
  private final Decoder decoder;
  private final Layer quantConv, postQuantConv;

  public AutoencoderKl(Weights w, VaeConfig config) {
    super(w);
    int z = config.latentChannels();
    encoder = new Encoder(w.at("encoder"), config);
    decoder = new Decoder(w.at("decoder"), config);
    quantConv = config.quantConv() ? Conv2d.k1(w.at("quant_conv"), 2L * z, 2L * z) : Layer.IDENTITY;
    postQuantConv =
        config.postQuantConv() ? Conv2d.k1(w.at("post_quant_conv"), z, z) : Layer.IDENTITY;
  }

  /**
   * The distribution of a picture's latents: mean and the log of the variance, both (B, z, h, w).
   */
  public record Posterior(Sym mean, Sym logvar) {
    public Sym std() {
      return logvar.times(0.5).exp();
    }

    /** A draw from it, with noise that the caller drew: mean + std · ε. */
    public Sym sample(Sym noise) { // (B, z, h, w)
      return mean.plus(std().times(noise));
    }

    /** Divergence from the standard normal, summed over a latent, a mean over the batch. */
    public Sym kl() {
      Sym terms = mean.square().plus(logvar.exp()).minus(logvar).minus(1); // (B, z, h, w)
      return terms.sum().times(0.5 / mean.dim(0));
    }
  }

  /** Mean and log of the variance of pictures whose values go from -1 to 1, as they come. */
  public Sym moments(Sym x) { // (B, 3, H, W)
    return quantConv.forward(encoder.forward(x)); // (B, 2z, h, w)
  }

  /** Encodes pictures whose values go from -1 to 1. */
  public Posterior encode(Sym x) { // (B, 3, H, W)
    List<Sym> halves = moments(x).chunk(2, 1); // 2 × (B, z, h, w)
    return new Posterior(halves.get(0), halves.get(1).clamp(MIN_LOGVAR, MAX_LOGVAR));
  }

  /** Decodes latents that are no longer scaled. */
  public Sym decode(Sym z) { // (B, z, h, w)
    return out(decoder.forward(postQuantConv.forward(z))); // (B, 3, H, W)
  }
}
