package dev.darkroom.lora;

import dev.darkroom.lora.LoraNames.Meaning;
import dev.darkroom.lora.LoraNames.Role;
import dev.darkroom.weights.HostTensor;
import dev.darkroom.weights.TensorSource;
import dev.darkroom.weights.WeightFiles;
import dev.darkroom.weights.WeightsException;
import dev.darkroom.weights.WeightsException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads LoRA files: diffusers' and PEFT's in all their spellings, and kohya's. Nothing in a file is
 * executed, and a tensor that is not understood is refused by its name rather than left out.
 */
public final class LoraReader {
  private static final int MAX_TENSORS = 1 << 16;
  private static final String PEFT_SETTINGS = "adapter_config.json";
  private static final long MAX_SETTINGS_BYTES = 1 << 20;

  /** A module while its tensors are gathered. */
  private record Place(LoraPart part, String module) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      int byPart = part.compareTo(other.part);
      return byPart != 0 ? byPart : module.compareTo(other.module);
    }
  }

  private LoraReader() {}

  /**
   * Reads a file, safetensors or torch; beside PEFT's own {@code adapter_model} its settings are
   * read too.
   *
   * @throws WeightsException if it cannot be read, holds something else, or breaks its format
   */
  public static Lora read(Path file) {
    TensorSource source = WeightFiles.open(file);
    Path settings = file.resolveSibling(PEFT_SETTINGS);
    boolean ofPeft = String.valueOf(file.getFileName()).startsWith("adapter_model.");
    return ofPeft && Files.isRegularFile(settings)
        ? read(source, AdapterSettings.parse(PEFT_SETTINGS, text(settings)))
        : read(source);
  }

  /**
   * Reads tensors.
   *
   * @throws WeightsException as {@link #read(Path)}
   */
  public static Lora read(TensorSource source) {
    return read(source, AdapterSettings.of(source.metadata()));
  }

  private static Lora read(TensorSource source, AdapterSettings settings) {
    if (source.names().size() > MAX_TENSORS) {
      throw new WeightsException(
          Code.LIMIT_EXCEEDED,
          "%d tensors are no LoRA: at most %d are read"
              .formatted(source.names().size(), MAX_TENSORS));
    }
    Map<Place, Map<Role, HostTensor>> gathered = new TreeMap<>();
    for (String name : source.names()) {
      Meaning meaning = LoraNames.meaning(name);
      Map<Role, HostTensor> place =
          gathered.computeIfAbsent(
              new Place(meaning.part(), meaning.module()), _ -> new EnumMap<>(Role.class));
      if (place.put(meaning.role(), source.get(name)) != null) {
        throw new WeightsException(
            Code.TENSOR_INVALID,
            "'%s' is there in two spellings: one is right".formatted(meaning.module()));
      }
    }
    Map<LoraPart, Map<String, LoraLayer>> layers = new EnumMap<>(LoraPart.class);
    gathered.forEach((place, tensors) ->
        layers
            .computeIfAbsent(place.part(), _ -> new TreeMap<>())
            .put(place.module(), layer(place, tensors, settings)));
    return Lora.of(layers);
  }

  private static LoraLayer layer(
      Place place, Map<Role, HostTensor> tensors, AdapterSettings settings) {
    HostTensor down = tensors.get(Role.DOWN);
    HostTensor up = tensors.get(Role.UP);
    if (down == null || up == null) {
      throw new WeightsException(
          Code.TENSOR_MISSING,
          "'%s' has %s only: a LoRA needs down and up".formatted(place.module(), tensors.keySet()));
    }
    try {
      LoraLayer layer =
          LoraLayer.of(down, up, Optional.ofNullable(tensors.get(Role.MID)), alpha(tensors));
      Optional<Double> said = settings.alpha(place.part(), place.module(), layer.rank());
      return tensors.containsKey(Role.ALPHA) || said.isEmpty()
          ? layer
          : new LoraLayer(layer.down(), layer.up(), said.get());
    } catch (WeightsException e) {
      throw new WeightsException(e.code(), "'%s': %s".formatted(place.module(), e.getMessage()), e);
    }
  }

  private static Optional<Double> alpha(Map<Role, HostTensor> tensors) {
    HostTensor alpha = tensors.get(Role.ALPHA);
    if (alpha == null) {
      return Optional.empty();
    }
    if (alpha.numel() != 1) {
      throw new WeightsException(
          Code.TENSOR_INVALID, "its alpha is %s: one number is right".formatted(alpha));
    }
    return Optional.of(alpha.toDoubles()[0]);
  }

  private static String text(Path settings) {
    try {
      if (Files.size(settings) > MAX_SETTINGS_BYTES) {
        throw new WeightsException(
            Code.LIMIT_EXCEEDED,
            "%s has %d bytes: at most %d are read"
                .formatted(PEFT_SETTINGS, Files.size(settings), MAX_SETTINGS_BYTES));
      }
      return Files.readString(settings);
    } catch (IOException e) {
      throw new WeightsException(
          Code.FILE_UNREADABLE, settings + " cannot be read: " + e.getMessage(), e);
    }
  }
}
