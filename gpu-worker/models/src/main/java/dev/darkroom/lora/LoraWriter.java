package dev.darkroom.lora;

import dev.darkroom.weights.DType;
import dev.darkroom.weights.HostTensor;
import dev.darkroom.weights.SafetensorsWriter;
import dev.darkroom.weights.Shape;
import dev.darkroom.weights.WeightsException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Writes LoRA files. Equal adaptations give equal bytes: no time, no id, no path is in them. Dtypes
 * stay as they are.
 */
public final class LoraWriter {
  /** The layout of a file. */
  public enum Layout {
    /** {@code pytorch_lora_weights.safetensors}, as diffusers and PEFT read it. */
    DIFFUSERS,
    /** As kohya's tools write it and web UIs read it. */
    KOHYA
  }

  private LoraWriter() {}

  /**
   * Writes a file.
   *
   * @param targets the model it belongs to; its names are the file's
   * @throws WeightsException if a name is not the model's, or the file cannot be written
   */
  public static void write(Path file, Lora lora, Layout layout, LoraTargets targets) {
    Lora named = lora.in(targets);
    switch (layout) {
      case DIFFUSERS -> SafetensorsWriter.write(file, diffusers(named), Map.of("format", "pt"));
      case KOHYA -> SafetensorsWriter.write(file, kohya(named, targets), kohyaMetadata(named));
    }
  }

  /** Alpha is multiplied into up, as readers of every age then agree on the scale. */
  private static Map<String, HostTensor> diffusers(Lora lora) {
    Map<String, HostTensor> tensors = new TreeMap<>();
    lora.layers()
        .forEach((part, modules) ->
            modules.forEach((module, layer) -> {
              String name = part.folder() + "." + module;
              tensors.put(name + ".lora_A.weight", layer.down());
              tensors.put(name + ".lora_B.weight", scaled(layer.up(), layer.scale()));
            }));
    return tensors;
  }

  private static Map<String, HostTensor> kohya(Lora lora, LoraTargets targets) {
    Map<String, HostTensor> tensors = new TreeMap<>();
    lora.layers()
        .forEach((part, modules) ->
            modules.forEach((module, layer) -> {
              String name =
                  prefix(part, targets) + LoraTargets.flat(kohyaName(part, module, targets));
              tensors.put(name + ".lora_down.weight", layer.down());
              tensors.put(name + ".lora_up.weight", layer.up());
              tensors.put(name + ".alpha", scalar(layer));
            }));
    return tensors;
  }

  private static String prefix(LoraPart part, LoraTargets targets) {
    return switch (part) {
      case UNET -> "lora_unet_";
      case TEXT_ENCODER -> targets.hasSecondEncoder() ? "lora_te1_" : "lora_te_";
      case TEXT_ENCODER_2 -> "lora_te2_";
    };
  }

  /** SDXL's UNet goes by its original names in these files, others by diffusers'. */
  private static String kohyaName(LoraPart part, String module, LoraTargets targets) {
    return part == LoraPart.UNET && targets.hasSecondEncoder()
        ? targets.find(part, module).flatMap(LoraTargets.Target::original).orElse(module)
        : module;
  }

  private static HostTensor scalar(LoraLayer layer) {
    return HostTensor.ofFloats(new float[] {(float) layer.alpha()});
  }

  private static HostTensor scaled(HostTensor up, double scale) {
    if (scale == 1) {
      return up;
    }
    float[] values = up.cast(DType.F32).toFloats();
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (values[i] * scale);
    }
    Shape shape = up.shape();
    return HostTensor.ofFloats(values, shape.dims()).cast(up.dtype());
  }

  /** Tools show these; rank and alpha only where all layers share them. */
  private static Map<String, String> kohyaMetadata(Lora lora) {
    Set<Integer> ranks = new TreeSet<>();
    Set<Double> alphas = new TreeSet<>();
    lora.layers()
        .values()
        .forEach(modules ->
            modules
                .values()
                .forEach(layer -> {
                  ranks.add(layer.rank());
                  alphas.add(layer.alpha());
                }));
    Map<String, String> metadata = new TreeMap<>();
    metadata.put("ss_network_module", "networks.lora");
    if (ranks.size() == 1 && alphas.size() == 1) {
      metadata.put("ss_network_dim", Integer.toString(ranks.iterator().next()));
      metadata.put("ss_network_alpha", Double.toString(alphas.iterator().next()));
    }
    return metadata;
  }
}
