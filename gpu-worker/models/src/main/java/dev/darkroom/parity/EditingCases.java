package dev.darkroom.parity;

import dev.darkroom.ldm.Drawing;
import dev.darkroom.ldm.Origin;
import dev.darkroom.ldm.sampler.Latent;
import dev.darkroom.ldm.sampler.SamplerName;
import dev.darkroom.parity.PipelineCase.Given;
import java.util.ArrayList;
import java.util.List;

/**
 * Image to image, and inpainting by networks that were trained for it or not. Every picture has its
 * own original, so each is drawn alone.
 */
final class EditingCases {
  private final PipelineCase pipeline;
  private final Recorder recorder;

  EditingCases(PipelineCase pipeline, Recorder recorder) {
    this.pipeline = pipeline;
    this.recorder = recorder;
  }

  /** {@code img2img_<sampler>}. */
  void imageToImage() {
    recorder.compareIfExpected("img2img_init_latents", initialLatents());
    for (String sampler : List.of("ddim", "euler")) {
      draw("img2img_" + sampler, sampler, false, strength(), List.of("vae_noise", "noise"));
    }
  }

  /** {@code inpaint4_<sampler>}: blending after every step. */
  void blending() {
    List<String> noises = List.of("vae_noise", "noise", "vae_noise_masked");
    draw("inpaint4_ddim", "ddim", true, strength(), noises);
    draw("inpaint4_euler", "euler", true, 1, noises);
  }

  /** {@code inpaint9_<sampler>}: the network sees mask and masked picture. */
  void masked() {
    draw("inpaint9_ddim", "ddim", true, 1, List.of("noise", "vae_noise_masked"));
    draw(
        "inpaint9_euler",
        "euler",
        true,
        strength(),
        List.of("vae_noise", "noise", "vae_noise_masked"));
  }

  private void draw(
      String group, String sampler, boolean mask, double strength, List<String> noises) {
    if (recorder.expected(group + "/").isEmpty()) {
      return;
    }
    List<Drawing> drawings = new ArrayList<>();
    List<Given> streams = new ArrayList<>();
    for (int b = 0; b < prompts().size(); b++) {
      int row = b;
      Given noise = new Given(noises.stream().map(n -> pipeline.rows(n).get(row)).toList());
      streams.add(noise);
      var picture = new Drawing.Picture(prompts().get(b), negatives().get(b), noise);
      Origin origin =
          mask
              ? new Origin.Masked(original(b), mask(b), strength)
              : new Origin.Picture(original(b), strength);
      drawings.add(
          pipeline.drawing(
              List.of(picture),
              pipeline.model().sampler(SamplerName.of(sampler)),
              pipeline.guidance(),
              0,
              origin));
    }
    pipeline.compare(group, drawings, recorder);
    recorder.compareIfExpected(group + "/noises_used", new double[] {streams.getFirst().drawn()});
  }

  private double[] initialLatents() {
    List<Latent> latents = new ArrayList<>();
    for (int b = 0; b < prompts().size(); b++) {
      var shape = pipeline.fixture().input("latents").shape();
      var where =
          pipeline
              .model()
              .autoencoder()
              .encode(original(b), (int) shape.dim(2), (int) shape.dim(3));
      var noise = new Given(List.of(pipeline.rows("vae_noise").get(b)));
      latents.add(pipeline.model().autoencoder().sample(where, noise));
    }
    return PipelineCase.flat(latents);
  }

  /** The case gives pictures from 0 to 1. */
  private Latent original(int b) { // (3, H, W)
    Latent given = pipeline.rows("image01").get(b);
    float[] values = given.toArray();
    for (int i = 0; i < values.length; i++) {
      values[i] = 2 * values[i] - 1;
    }
    return Latent.of(values);
  }

  private Latent mask(int b) { // (1, H, W)
    float[] values = pipeline.rows("mask").get(b).toArray();
    for (int i = 0; i < values.length; i++) {
      values[i] = values[i] >= 0.5f ? 1 : 0;
    }
    return Latent.of(values);
  }

  private List<String> prompts() {
    return pipeline.texts("prompts");
  }

  private List<String> negatives() {
    return pipeline.texts("negative_prompts");
  }

  private double strength() {
    return pipeline.fixture().description().path("strength").asDouble();
  }
}
