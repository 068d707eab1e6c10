package dev.darkroom.ldm.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.darkroom.random.TorchRandom;
import java.util.List;
import org.junit.jupiter.api.Test;

class DdimInversionTest {
  private static final int SIZE = 64;
  private static final Latent FIRST = Latent.of(TorchRandom.seeded(3).randn(SIZE));

  /** Answers by the time alone. */
  private static final Denoiser DEAF =
      (inputs, t) -> inputs.stream().map(_ -> pattern().times(Math.cos(t))).toList();

  /** Answers as a network that knows pictures of variance 1 would: ε = √(1 - ā) x. */
  private static final Denoiser NORMAL =
      (inputs, t) -> {
        double a = ddim(0).diffusion().noise().alphaBar((int) t);
        return inputs.stream().map(x -> x.times(Math.sqrt(1 - a))).toList();
      };

  @Test
  void whereTheNetworkHearsOnlyTheTimeTheNoiseComesBackExactly() {
    Latent picture = draw(DEAF, 10);

    assertThat(distance(DdimInversion.noiseOf(ddim(0), picture, DEAF, 10), FIRST)).isLessThan(1e-4);
  }

  @Test
  void moreStepsBringTheNoiseNearer() {
    double few = distance(DdimInversion.noiseOf(ddim(0), draw(NORMAL, 10), NORMAL, 10), FIRST);
    double many = distance(DdimInversion.noiseOf(ddim(0), draw(NORMAL, 200), NORMAL, 200), FIRST);

    assertThat(many).isLessThan(few / 4).isLessThan(0.05);
  }

  @Test
  void aSamplerThatAddsNoiseCannotBeInverted() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DdimInversion.noiseOf(ddim(0.5), FIRST, DEAF, 10))
        .withMessageContaining("eta 0.5");
  }

  private static Latent draw(Denoiser denoiser, int steps) {
    Sampling sampling =
        Sampling.begin(ddim(0), ddim(0).plan(steps), denoiser, List.of(_ -> FIRST), SIZE);
    while (sampling.hasNext()) {
      sampling.next();
    }
    return sampling.latents().getFirst();
  }

  private static Ddim ddim(double eta) {
    NoiseSchedule noise = NoiseSchedule.of(new Betas.ScaledLinear(0.00085, 0.012), 1000);
    Diffusion diffusion = new Diffusion(noise, Prediction.EPSILON, Spacing.LEADING, 1);
    return new Ddim(diffusion, noise.alphaBar(0), Guard.NONE, eta);
  }

  private static Latent pattern() {
    return Latent.of(TorchRandom.seeded(5).randn(SIZE));
  }

  /** Root of the mean square. */
  private static double distance(Latent a, Latent b) {
    Latent d = a.minus(b);
    double sum = 0;
    for (int i = 0; i < SIZE; i++) {
      sum += d.at(i) * d.at(i);
    }
    return Math.sqrt(sum / SIZE);
  }
}
