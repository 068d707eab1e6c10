package dev.darkroom.ldm;

import dev.darkroom.clip.TextConfig;
import dev.darkroom.ldm.sampler.Diffusion;
import dev.darkroom.ldm.sampler.Schedulers;
import dev.darkroom.ldm.unet.UNetConfig;
import dev.darkroom.nn.RunConfig;
import dev.darkroom.text.ClipTokenizer;
import dev.darkroom.weights.HostTensor;
import dev.darkroom.weights.TensorSource;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a model learns with, for those who train it or a part of it.
 *
 * @param folder where all of it lies
 * @param diffusion the noise that it was trained with and what its output means
 * @param run how the model runs
 */
public record LdmParts(
    Path folder,
    Part<UNetConfig> unet,
    Part<TextConfig> text,
    ClipTokenizer tokenizer,
    Diffusion diffusion,
    RunConfig run) {

  /** A network's configuration and its weights where they lie, in their mapped files. */
  public record Part<C>(C config, TensorSource weights) {}

  static LdmParts of(Path folder, LdmConfig config, RunConfig run) {
    return new LdmParts(
        folder,
        new Part<>(config.unet(), PartWeights.unet(folder.resolve("unet"))),
        new Part<>(config.text(), PartWeights.text(folder.resolve("text_encoder"))),
        config.tokenizer(),
        Schedulers.read(config.scheduler()).diffusion(),
        run);
  }

  /** The weights of the text encoder and the UNet, whose names never meet, as one source. */
  public TensorSource textAndUnet() {
    Map<String, HostTensor> all = new LinkedHashMap<>();
    for (TensorSource source : new TensorSource[] {text.weights(), unet.weights()}) {
      source.names().forEach(name -> all.put(name, source.get(name)));
    }
    return TensorSource.of(all, Map.of());
  }
}
