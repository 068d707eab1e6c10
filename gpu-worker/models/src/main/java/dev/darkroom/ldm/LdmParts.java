package dev.darkroom.ldm;

import dev.darkroom.ldm.sampler.Diffusion;
import dev.darkroom.ldm.sampler.Schedulers;
import dev.darkroom.ldm.text.TextKind;
import dev.darkroom.ldm.unet.UNetConfig;
import dev.darkroom.lora.LoraPart;
import dev.darkroom.nn.Param;
import dev.darkroom.nn.RunConfig;
import dev.darkroom.nn.Weights;
import dev.darkroom.text.Tokenizer;
import dev.darkroom.weights.HostTensor;
import dev.darkroom.weights.TensorSource;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a model learns with, for those who train it or a part of it.
 *
 * @param folder where all of it lies
 * @param texts its text encoders, whose states stand side by side
 * @param diffusion the noise that it was trained with and what its output means
 * @param run how the model runs
 */
public record LdmParts(
    Path folder, UNetPart unet, List<Text> texts, Diffusion diffusion, RunConfig run) {

  /** The denoiser's configuration and its weights where they lie, in their mapped files. */
  public record UNetPart(UNetConfig config, TensorSource weights) {}

  /**
   * A text encoder.
   *
   * @param folder its name in the model's
   * @param weights where they lie, in their mapped files
   */
  public record Text(String folder, TextKind kind, TensorSource weights, Tokenizer tokenizer) {}

  public LdmParts {
    texts = List.copyOf(texts);
  }

  static LdmParts of(Path folder, LdmConfig config, RunConfig run) {
    return new LdmParts(
        folder,
        new UNetPart(config.unet(), PartWeights.unet(folder.resolve("unet"))),
        config.texts().stream().map(LdmParts::text).toList(),
        Schedulers.read(config.scheduler()).diffusion(),
        run);
  }

  private static Text text(LdmConfig.TextPart part) {
    List<Param> params = part.kind().declare(Weights.root()).params();
    return new Text(
        String.valueOf(part.folder().getFileName()),
        part.kind(),
        PartWeights.text(part.folder(), part.kind(), params),
        part.tokenizer());
  }

  /** The first text encoder. */
  public Text text() {
    return texts.getFirst();
  }

  /** The adaptations' name of text encoder {@code i}. */
  public static LoraPart loraPart(int i) {
    return i == 0 ? LoraPart.TEXT_ENCODER : LoraPart.TEXT_ENCODER_2;
  }

  /**
   * What the names of text encoder {@code i} begin with, a dot after it, where all are in one
   * program: nothing, or the second's folder. None begins like the denoiser's.
   */
  public static String prefix(int i) {
    return i == 0 ? "" : LoraPart.TEXT_ENCODER_2.folder();
  }

  /** The weights of the text encoders and the UNet as one source. */
  public TensorSource textsAndUnet() {
    Map<String, HostTensor> all = new LinkedHashMap<>();
    for (int i = 0; i < texts.size(); i++) {
      TensorSource source = texts.get(i).weights();
      String prefix = prefix(i).isEmpty() ? "" : prefix(i) + ".";
      source.names().forEach(name -> all.put(prefix + name, source.get(name)));
    }
    unet.weights().names().forEach(name -> all.put(name, unet.weights().get(name)));
    return TensorSource.of(all, Map.of());
  }
}
