package dev.darkroom.ldm.single;

import dev.darkroom.clip.OpenClipWeights;
import dev.darkroom.clip.TextConfig;
import dev.darkroom.config.ConfigFile;
import dev.darkroom.ldm.bert.BertConfig;
import dev.darkroom.ldm.bert.BertEncoder;
import dev.darkroom.ldm.bert.DiffusersNames;
import dev.darkroom.ldm.text.TextKind;
import dev.darkroom.ldm.text.TextKind.Clip.Output;
import dev.darkroom.ldm.unet.UNet;
import dev.darkroom.ldm.unet.UNetConfig;
import dev.darkroom.ldm.vae.AutoencoderKl;
import dev.darkroom.ldm.vae.VaeConfig;
import dev.darkroom.nn.Module;
import dev.darkroom.nn.Param;
import dev.darkroom.nn.Weights;
import dev.darkroom.weights.HostTensor;
import dev.darkroom.weights.Shape;
import dev.darkroom.weights.TensorSource;
import dev.darkroom.weights.WeightFiles;
import dev.darkroom.weights.WeightsException;
import dev.darkroom.weights.WeightsException.Code;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A checkpoint of the original repositories ({@code .safetensors}, or {@code .ckpt} with a {@code
 * state_dict}), part by part under the names of a diffusers folder. Tensors stay where they are
 * mapped; an average of the weights over training, where a file has one beside them, is left alone.
 */
public final class SingleFile {
  static final String UNET = "model.diffusion_model.";

  private static final List<String> VAE = List.of("first_stage_model.", "vae.");

  /** Only the first latent diffusion model's text transformer has one of this name. */
  static final String BERT_TABLE = Configs.Place.BERT.prefix() + BertEncoder.TABLE;

  private final TensorSource source;

  private SingleFile(TensorSource source) {
    this.source = source;
  }

  /**
   * Opens a file.
   *
   * @throws WeightsException if it cannot be read or breaks its format
   */
  public static SingleFile open(Path file) {
    return of(WeightFiles.open(file));
  }

  /** A file's tensors. */
  public static SingleFile of(TensorSource source) {
    return new SingleFile(source);
  }

  /** Whether it is the first latent diffusion model's, which is known to predict noise. */
  public boolean isFirst() {
    return source.has(BERT_TABLE);
  }

  /** Which model it holds, as {@link Kind#of}. */
  public Kind kind() {
    return Kind.of(source);
  }

  /**
   * The UNet's weights under diffusers' names.
   *
   * @throws WeightsException naming a weight that is missing, too many, or of another shape
   */
  public Map<String, HostTensor> unet(UNetConfig config) {
    Module unet = new UNet(Weights.root(), config);
    Map<String, String> original =
        dev.darkroom.ldm.unet.OriginalNames.of(unet.params().stream().map(Param::name).toList());
    Map<String, HostTensor> taken = take(source, unet.params(), name -> UNET + original.get(name));
    Set<String> claimed = new HashSet<>();
    original.values().forEach(name -> claimed.add(UNET + name));
    source.names().stream()
        .filter(name -> name.startsWith(UNET) && !claimed.contains(name))
        .findFirst()
        .ifPresent(name -> {
          throw new WeightsException(
              Code.TENSOR_INVALID, name + " belongs to no module of this kind of model");
        });
    return taken;
  }

  /**
   * The autoencoder's weights.
   *
   * @throws WeightsException as {@link #unet}
   */
  public Map<String, HostTensor> vae(VaeConfig config) {
    String prefix =
        VAE.stream()
            .filter(p -> source.has(p + "decoder.conv_in.weight"))
            .findFirst()
            .orElse(VAE.getFirst());
    int levels = config.channels().size();
    return take(
        source,
        new AutoencoderKl(Weights.root(), config).params(),
        name -> prefix + dev.darkroom.ldm.vae.OriginalNames.of(name, levels));
  }

  /**
   * A text encoder's weights as its diffusers folder names them. Of open_clip's layers those that
   * the model does not use are left out.
   *
   * @throws WeightsException as {@link #unet}
   */
  public Map<String, HostTensor> text(Configs.Text text) {
    List<Param> params = kind(text).declare(Weights.root()).params();
    TensorSource stored = below(text.place().prefix());
    return switch (text.place()) {
      case BERT -> inDiffusersNames(take(stored, params, name -> name));
      case OPEN_CLIP, XL_OPEN_CLIP -> take(OpenClipWeights.renamed(stored), params, name -> name);
      case CLIP, XL_CLIP -> {
        boolean today = stored.has("text_model.final_layer_norm.weight");
        yield take(stored, params, name -> today ? name : name.substring("text_model.".length()));
      }
    };
  }

  static TextKind kind(Configs.Text text) {
    ConfigFile config = config(text.config());
    return switch (text.place()) {
      case BERT -> new TextKind.Bert(BertConfig.read(config));
      case CLIP, OPEN_CLIP -> new TextKind.Clip(TextConfig.read(config), Output.LAST);
      case XL_CLIP -> new TextKind.Clip(TextConfig.read(config), Output.PENULTIMATE);
      case XL_OPEN_CLIP ->
          new TextKind.Clip(TextConfig.read(config), Output.PENULTIMATE_AND_POOLED);
    };
  }

  private static Map<String, HostTensor> inDiffusersNames(Map<String, HostTensor> original) {
    Map<String, HostTensor> renamed = new HashMap<>();
    original.forEach((name, tensor) -> renamed.put(DiffusersNames.of(name), tensor));
    return renamed;
  }

  /** The configuration in a JSON text of ours. */
  static ConfigFile config(String json) {
    return ConfigFile.of("config.json", json);
  }

  private TensorSource below(String prefix) {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    for (String name : source.names()) {
      if (name.startsWith(prefix)) {
        tensors.put(name.substring(prefix.length()), source.get(name));
      }
    }
    return TensorSource.of(tensors, Map.of());
  }

  private static Map<String, HostTensor> take(
      TensorSource from, List<Param> params, UnaryOperator<String> original) {
    Map<String, HostTensor> taken = new HashMap<>();
    for (Param param : params) {
      String name = original.apply(param.name());
      taken.put(param.name(), shaped(name, from.get(name), param.shape()));
    }
    return taken;
  }

  /** Linear layers and 1×1 kernels stand for each other in these files. */
  private static HostTensor shaped(String name, HostTensor tensor, Shape wanted) {
    if (tensor.shape().equals(wanted)) {
      return tensor;
    }
    if (tensor.shape().rank() < 2
        || tensor.numel() != wanted.numel()
        || tensor.shape().dim(0) != wanted.dim(0)
        || tensor.shape().dim(1) != wanted.dim(1)) {
      throw new WeightsException(
          Code.TENSOR_INVALID,
          "%s has shape %s, the model needs %s".formatted(name, tensor.shape(), wanted));
    }
    return tensor.reshape(wanted.dims());
  }
}
