/**
 * From noise to a latent: noise schedules, samplers and the loop that drives them.
 *
 * <p>A {@link dev.darkroom.ldm.sampler.Sampler} is a plan and a pure step over one picture's {@link
 * dev.darkroom.ldm.sampler.Latent}; it lives in one file, which cites its paper. {@link
 * dev.darkroom.ldm.sampler.Sampling} is the loop: progress, previews, cancelling and checkpoints
 * are its caller's. {@link dev.darkroom.ldm.sampler.Schedulers} reads the {@code
 * scheduler_config.json} of a diffusers folder.
 *
 * <p>All arithmetic is Java's; no tensor library, no device, no clock and no random source other
 * than the {@link dev.darkroom.ldm.sampler.Noise} handed in may ever come in here. The network is
 * behind {@link dev.darkroom.ldm.sampler.Denoiser}.
 */
@NullMarked
package dev.darkroom.ldm.sampler;

import org.jspecify.annotations.NullMarked;
