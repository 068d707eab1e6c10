package dev.darkroom.ldm;

import dev.darkroom.ldm.sampler.Guidance;
import dev.darkroom.ldm.sampler.Latent;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where one picture is led during a step.
 *
 * @param negative what it is led away from; empty without guidance
 * @param pulls what it is led towards, at least one
 * @param guidance how strongly
 */
public record Guide(Optional<Conditioning> negative, List<Pull> pulls, Guidance guidance) {
  /** One of several prompts, and its strength. */
  public record Pull(Conditioning towards, double weight) {}

  /** The same, every text as long as the longest. */
  Guide evened() {
    int length = all().mapToInt(Conditioning::length).max().orElseThrow();
    return new Guide(
        negative.map(n -> n.extendedTo(length)),
        pulls.stream().map(p -> new Pull(p.towards().extendedTo(length), p.weight())).toList(),
        guidance);
  }

  /** The negative, then the pulls. */
  Stream<Conditioning> all() {
    return Stream.concat(negative.stream(), pulls.stream().map(Pull::towards));
  }

  /**
   * All outputs as one.
   *
   * @param unconditional output for the negative, or the first pull's where there is none
   * @param outputs one a pull
   */
  Latent guided(Latent unconditional, List<Latent> outputs) {
    return guidance.combine(unconditional, composed(unconditional, outputs));
  }

  /**
   * The outputs for all pulls as one (composable diffusion, Liu et al. 2022, eq. 11).
   *
   * @param unconditional output for the negative; not looked at if there is one pull of weight 1
   * @param outputs one a pull
   */
  private Latent composed(Latent unconditional, List<Latent> outputs) {
    if (outputs.size() == 1 && pulls.getFirst().weight() == 1) {
      return outputs.getFirst();
    }
    Latent sum = unconditional;
    for (int i = 0; i < outputs.size(); i++) {
      sum = sum.plus(pulls.get(i).weight(), outputs.get(i).minus(unconditional));
    }
    return sum;
  }
}
