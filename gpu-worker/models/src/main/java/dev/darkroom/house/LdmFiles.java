package dev.darkroom.house;

import dev.darkroom.clip.TextConfig;
import dev.darkroom.config.ConfigFile;
import dev.darkroom.ldm.unet.UNetConfig;
import dev.darkroom.ldm.vae.VaeConfig;
import dev.darkroom.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;

/** The parts of {@code shapes-ldm} in the folder of a run. */
record LdmFiles(RunFolder run) {

  Path latents() {
    return run.file("latents.safetensors");
  }

  Path textWeights() {
    return run.model().resolve("text_encoder/model.safetensors");
  }

  Path vaeWeights() {
    return run.model().resolve("vae/diffusion_pytorch_model.safetensors");
  }

  Path unetWeights() {
    return run.model().resolve("unet/diffusion_pytorch_model.safetensors");
  }

  Tokenizer tokenizer() {
    return Tokenizer.read(run.model().resolve("tokenizer"));
  }

  TextConfig textConfig() {
    return TextConfig.read(ConfigFile.read(run.model().resolve("text_encoder/config.json")));
  }

  VaeConfig vaeConfig() {
    return VaeConfig.read(ConfigFile.read(run.model().resolve("vae/config.json")));
  }

  UNetConfig unetConfig() {
    return UNetConfig.read(ConfigFile.read(run.model().resolve("unet/config.json")));
  }

  /** Writes the factor that brings the latents to unit variance, once they are known. */
  void scalingFactor(double factor) throws IOException {
    new ModelFiles(new ShapesLdm().name(), run.model())
        .edit("vae/config.json", config -> config.put("scaling_factor", factor));
  }
}
