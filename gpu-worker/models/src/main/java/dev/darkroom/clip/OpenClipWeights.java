package dev.darkroom.clip;

import dev.darkroom.weights.DType;
import dev.darkroom.weights.HostTensor;
import dev.darkroom.weights.Shape;
import dev.darkroom.weights.TensorSource;
import dev.darkroom.weights.WeightsException;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tensors of open_clip's (and OpenAI's) layout under the names of transformers. */
public final class OpenClipWeights {
  private static final Pattern BLOCK =
      Pattern.compile("(visual\\.)?transformer\\.resblocks\\.(\\d+)\\.(.+)");

  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("logit_scale", "logit_scale"),
          Map.entry("visual.conv1.weight", "vision_model.embeddings.patch_embedding.weight"),
          Map.entry("visual.class_embedding", "vision_model.embeddings.class_embedding"),
          Map.entry(
              "visual.positional_embedding", "vision_model.embeddings.position_embedding.weight"),
          Map.entry("visual.ln_pre.weight", "vision_model.pre_layrnorm.weight"),
          Map.entry("visual.ln_pre.bias", "vision_model.pre_layrnorm.bias"),
          Map.entry("visual.ln_post.weight", "vision_model.post_layernorm.weight"),
          Map.entry("visual.ln_post.bias", "vision_model.post_layernorm.bias"),
          Map.entry("token_embedding.weight", "text_model.embeddings.token_embedding.weight"),
          Map.entry("positional_embedding", "text_model.embeddings.position_embedding.weight"),
          Map.entry("ln_final.weight", "text_model.final_layer_norm.weight"),
          Map.entry("ln_final.bias", "text_model.final_layer_norm.bias"));

  /** Stored as (in, out) and multiplied from the right. */
  private static final Map<String, String> TRANSPOSED =
      Map.of(
          "visual.proj", "visual_projection.weight", "text_projection", "text_projection.weight");

  private static final Map<String, String> IN_LAYER =
      Map.of(
          "ln_1", "layer_norm1",
          "ln_2", "layer_norm2",
          "mlp.c_fc", "mlp.fc1",
          "mlp.c_proj", "mlp.fc2",
          "attn.out_proj", "self_attn.out_proj");

  private OpenClipWeights() {}

  /** Whether the names are this layout's. */
  static boolean looksLike(TensorSource source) {
    return source.has("visual.conv1.weight");
  }

  /**
   * The same tensors under transformers' names; what is unknown keeps its name, for the binding to
   * refuse.
   */
  public static TensorSource renamed(TensorSource source) {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    for (String name : source.names()) {
      Matcher block = BLOCK.matcher(name);
      if (TRANSPOSED.containsKey(name)) {
        tensors.put(TRANSPOSED.getOrDefault(name, name), transposed(source.get(name)));
      } else if (block.matches()) {
        putLayer(tensors, block, source.get(name));
      } else {
        tensors.put(NAMES.getOrDefault(name, name), source.get(name));
      }
    }
    return TensorSource.of(tensors, source.metadata());
  }

  private static void putLayer(Map<String, HostTensor> to, Matcher block, HostTensor tensor) {
    String tower = block.group(1) == null ? "text_model" : "vision_model";
    String layer = tower + ".encoder.layers." + block.group(2) + ".";
    String name = block.group(3);
    switch (name) {
      case "attn.in_proj_weight" -> putThirds(to, layer, "weight", tensor);
      case "attn.in_proj_bias" -> putThirds(to, layer, "bias", tensor);
      default -> {
        int dot = name.lastIndexOf('.');
        String module = dot < 0 ? name : name.substring(0, dot);
        String ours = Optional.ofNullable(IN_LAYER.get(module)).orElse(module);
        to.put(layer + ours + name.substring(module.length()), tensor);
      }
    }
  }

  /** Queries, keys and values lie one after another. */
  private static void putThirds(
      Map<String, HostTensor> to, String layer, String kind, HostTensor tensor) {
    long[] dims = tensor.shape().dims();
    if (dims.length == 0 || dims[0] % 3 != 0) {
      throw new WeightsException(
          WeightsException.Code.TENSOR_INVALID,
          layer + "attn.in_proj_" + kind + " has shape " + tensor.shape() + ": 3 times the width");
    }
    dims[0] /= 3;
    long bytes = tensor.data().byteSize() / 3;
    List<String> names = List.of("q_proj", "k_proj", "v_proj");
    for (int i = 0; i < names.size(); i++) {
      MemorySegment third = tensor.data().asSlice(i * bytes, bytes);
      to.put(
          layer + "self_attn." + names.get(i) + "." + kind,
          new HostTensor(tensor.dtype(), Shape.of(dims), third));
    }
  }

  private static HostTensor transposed(HostTensor tensor) {
    int rows = Math.toIntExact(tensor.shape().dim(0));
    int columns = Math.toIntExact(tensor.shape().dim(1));
    float[] from = tensor.toFloats();
    float[] to = new float[from.length];
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        to[c * rows + r] = from[r * columns + c];
      }
    }
    DType dtype = tensor.dtype();
    return HostTensor.ofFloats(to, columns, rows).cast(dtype);
  }
}
