package dev.darkroom.ldm;

import dev.darkroom.ldm.bert.DiffusersNames;
import dev.darkroom.ldm.text.TextKind;
import dev.darkroom.model.FolderWeights;
import dev.darkroom.nn.Binding;
import dev.darkroom.nn.Module;
import dev.darkroom.nn.Param;
import dev.darkroom.nn.PlacedWeights;
import dev.darkroom.nn.RunConfig;
import dev.darkroom.weights.HostTensor;
import dev.darkroom.weights.TensorSource;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The weight files of a diffusers folder's parts. */
final class PartWeights {
  private static final List<String> DIFFUSERS = names("diffusion_pytorch_model");
  private static final List<String> TRANSFORMERS =
      List.of(
          "model.safetensors",
          "model.safetensors.index.json",
          "model.fp16.safetensors",
          "pytorch_model.bin",
          "pytorch_model.fp16.bin");

  /** Tensors of older transformers that hold 0, 1, 2, … */
  private static final String POSITION_IDS = "text_model.embeddings.position_ids";

  /** What the attention of an autoencoder was called before 2023. */
  private static final Pattern OLD_ATTENTION =
      Pattern.compile("(.*\\.mid_block\\.attentions\\.0\\.)(query|key|value|proj_attn)(\\..*)");

  private static final Map<String, String> NEW_NAMES =
      Map.of("query", "to_q", "key", "to_k", "value", "to_v", "proj_attn", "to_out.0");

  private PartWeights() {}

  static PlacedWeights placeUNet(Path folder, Module unet, RunConfig config) {
    return FolderWeights.place(Binding.exact(unet(folder)), folder, unet.params(), config);
  }

  static PlacedWeights placeVae(Path folder, Module vae, RunConfig config) {
    Binding binding = Binding.exact(renamed(FolderWeights.open(folder, DIFFUSERS)));
    return FolderWeights.place(binding, folder, vae.params(), config);
  }

  static PlacedWeights placeText(Path folder, TextKind kind, List<Param> params, RunConfig config) {
    Predicate<String> surplus =
        switch (kind) {
          case TextKind.Clip _ -> POSITION_IDS::equals;
          case TextKind.Bert _ -> DiffusersNames::isOfLogits;
        };
    return FolderWeights.place(
        new Binding(text(folder, kind, params), surplus), folder, params, config);
  }

  static TensorSource unet(Path folder) {
    return FolderWeights.open(folder, DIFFUSERS);
  }

  /** A text encoder's, under the names of its modules. */
  static TensorSource text(Path folder, TextKind kind, List<Param> params) {
    TensorSource source = FolderWeights.open(folder, TRANSFORMERS);
    return switch (kind) {
      case TextKind.Clip _ -> source;
      case TextKind.Bert _ ->
          DiffusersNames.original(source, params.stream().map(Param::name).toList());
    };
  }

  private static List<String> names(String base) {
    return List.of(
        base + ".safetensors",
        base + ".safetensors.index.json",
        base + ".fp16.safetensors",
        base + ".bin",
        base + ".fp16.bin");
  }

  /** The same tensors under today's names; some old files keep linear layers as 1×1 kernels. */
  private static TensorSource renamed(TensorSource source) {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    for (String name : source.names()) {
      HostTensor tensor = source.get(name);
      Matcher old = OLD_ATTENTION.matcher(name);
      if (old.matches()) {
        long[] dims = tensor.shape().dims();
        boolean kernel = dims.length == 4 && dims[2] == 1 && dims[3] == 1;
        tensors.put(
            old.group(1) + NEW_NAMES.get(old.group(2)) + old.group(3),
            kernel ? tensor.reshape(dims[0], dims[1]) : tensor);
      } else {
        tensors.put(name, tensor);
      }
    }
    return TensorSource.of(tensors, source.metadata());
  }
}
