package dev.darkroom.ldm;

import dev.darkroom.ldm.sampler.NoiseSchedule;
import dev.darkroom.ldm.sampler.Prediction;
import dev.darkroom.ldm.unet.UNet;
import dev.darkroom.nn.Call;
import dev.darkroom.nn.F;
import dev.darkroom.nn.Sym;
import dev.darkroom.nn.Trace;
import dev.darkroom.weights.DType;
import dev.darkroom.weights.Shape;
import java.util.Optional;

/**
 * What training asks of a denoiser (LDM, eq. 3): given x_t = α x + σ ε at a random time, tell ε, or
 * v = α ε − σ x, or x, as the model's scheduler says.
 *
 * @param noisy x_t
 * @param predicted the network's output, F32
 * @param target what it should have been, F32
 */
public record Denoising(Sym noisy, Sym predicted, Sym target) { // (B, C, h, w)
  /**
   * Records it; the inputs are those of {@link #feed}.
   *
   * @param latents (B, C, h, w)
   * @param told what the network is told of the texts, in the run's dtype
   */
  public static Denoising record(
      Trace trace, UNet unet, Shape latents, TextSide.Told told, Prediction prediction) {
    return record(trace, unet, latents, told, prediction, Optional.empty());
  }

  /**
   * As {@link #record(Trace, UNet, Shape, TextSide.Told, Prediction)}, with noise in x_t that the
   * network is not asked for (Ning et al. 2023).
   *
   * @param perturbation as large as the latents
   */
  public static Denoising record(
      Trace trace,
      UNet unet,
      Shape latents,
      TextSide.Told told,
      Prediction prediction,
      Optional<Sym> perturbation) {
    long b = latents.dim(0);
    Sym x = trace.exactInput("x", latents.dims());
    Sym noise = trace.exactInput("noise", latents.dims());
    Sym alpha = trace.exactInput("alpha", b, 1, 1, 1);
    Sym sigma = trace.exactInput("sigma", b, 1, 1, 1);
    Sym mixed = perturbation.map(noise::plus).orElse(noise);
    Sym noisy = x.times(alpha).plus(mixed.times(sigma));
    Sym predicted =
        unet.forward(noisy.toRunDtype(), trace.exactInput("t", b), told.context(), told.extra());
    Sym target =
        switch (prediction) {
          case EPSILON -> noise;
          case VELOCITY -> noise.times(alpha).minus(x.times(sigma));
          case SAMPLE -> x;
        };
    return new Denoising(noisy, predicted.to(DType.F32), target);
  }

  /** The mean squared error. */
  public Sym loss() {
    return F.mseLoss(predicted, target);
  }

  /** The mean squared error of each picture, weighed and summed. */
  public Sym loss(Sym weights) { // (B)
    return predicted.minus(target).square().mean(false, 1, 2, 3).times(weights).sum();
  }

  /**
   * Gives a call its inputs.
   *
   * @param x scaled latents (B, C, h, w)
   * @param noise ε, as large
   * @param times (B), each in [0, T)
   */
  public static Call feed(
      Call call, NoiseSchedule schedule, float[] x, float[] noise, long[] times) {
    float[] alpha = new float[times.length];
    float[] sigma = new float[times.length];
    float[] t = new float[times.length];
    for (int b = 0; b < times.length; b++) {
      double alphaBar = schedule.alphaBar((int) times[b]);
      t[b] = times[b];
      alpha[b] = (float) Math.sqrt(alphaBar);
      sigma[b] = (float) Math.sqrt(1 - alphaBar);
    }
    return call.in("x", x).in("noise", noise).in("alpha", alpha).in("sigma", sigma).in("t", t);
  }
}
