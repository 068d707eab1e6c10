package dev.darkroom.finetune;

import dev.darkroom.ldm.LdmModel;
import dev.darkroom.ldm.LdmParts;
import dev.darkroom.ldm.bert.DiffusersNames;
import dev.darkroom.ldm.text.TextKind;
import dev.darkroom.lora.Lora;
import dev.darkroom.lora.LoraPart;
import dev.darkroom.lora.LoraWriter;
import dev.darkroom.model.Artifact;
import dev.darkroom.model.Artifact.Role;
import dev.darkroom.weights.HostTensor;
import dev.darkroom.weights.SafetensorsWriter;
import dev.darkroom.weights.TensorSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Writes what a training learned, as other tools read it, and beside it where it comes from. */
final class Artifacts {
  private static final String BINARY = "application/octet-stream";
  private static final String JSON = "application/json";
  private static final String LINEAGE = "lineage.json";
  private static final String ADAPTATION = "pytorch_lora_weights.safetensors";

  /** What diffusers folders are made of; anything else in the base is left behind. */
  private static final List<String> PARTS =
      List.of(
          "bert",
          "scheduler",
          "text_encoder",
          "text_encoder_2",
          "tokenizer",
          "tokenizer_2",
          "unet",
          "vae",
          "vqvae");

  private static final String INDEX = "model_index.json";

  private final LdmModel model;
  private final Path folder;

  Artifacts(LdmModel model, Path folder) {
    this.model = model;
    this.folder = folder;
  }

  /** {@code pytorch_lora_weights.safetensors}, and the lineage. */
  List<Artifact> adaptation(Lora lora, byte[] lineage) {
    Path file = folder.resolve(ADAPTATION);
    LoraWriter.write(file, lora, LoraWriter.Layout.DIFFUSERS, model.loraTargets());
    return List.of(new Artifact(ADAPTATION, Role.LORA, BINARY, file), lineage(lineage, Role.LORA));
  }

  /** A whole diffusers folder, its weights in the dtypes that the base's lie in. */
  List<Artifact> model(Map<String, HostTensor> learned, byte[] lineage) {
    LdmParts parts = model.parts();
    Map<LoraPart, Map<String, HostTensor>> byPart = Networks.byPart(learned);
    List<Artifact> written = new ArrayList<>();
    try {
      written.add(copy(parts.folder().resolve(INDEX), INDEX));
      for (String part : PARTS) {
        boolean trained = byPart.keySet().stream().anyMatch(p -> folder(p).equals(part));
        if (Files.isDirectory(parts.folder().resolve(part))) {
          written.addAll(copyPart(parts.folder(), part, trained));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the model's folder cannot be copied", e);
    }
    byPart.forEach((part, tensors) ->
        written.add(
            switch (part) {
              case UNET ->
                  weights(
                      "unet/diffusion_pytorch_model.safetensors", tensors, parts.unet().weights());
              case TEXT_ENCODER -> text(parts.texts().getFirst(), tensors);
              case TEXT_ENCODER_2 -> text(parts.texts().getLast(), tensors);
            }));
    written.add(lineage(lineage, Role.MODEL));
    return written;
  }

  /** Weights that nothing could be learned of are the base's; names are those of diffusers. */
  private Artifact text(LdmParts.Text text, Map<String, HostTensor> learned) {
    Map<String, HostTensor> all = new TreeMap<>();
    for (String name : text.weights().names()) {
      HostTensor base = text.weights().get(name);
      HostTensor tensor =
          Optional.ofNullable(learned.get(name)).map(t -> t.cast(base.dtype())).orElse(base);
      all.put(
          switch (text.kind()) {
            case TextKind.Clip _ -> name;
            case TextKind.Bert _ -> DiffusersNames.of(name);
          },
          tensor);
    }
    return written(text.folder() + "/model.safetensors", all);
  }

  /** The folder of a network in this model. */
  private String folder(LoraPart part) {
    return switch (part) {
      case UNET -> part.folder();
      case TEXT_ENCODER -> model.parts().texts().getFirst().folder();
      case TEXT_ENCODER_2 -> model.parts().texts().getLast().folder();
    };
  }

  private List<Artifact> copyPart(Path base, String part, boolean trained) throws IOException {
    List<Artifact> copied = new ArrayList<>();
    try (Stream<Path> files = Files.list(base.resolve(part))) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        String name = Objects.toString(file.getFileName());
        if (!trained || !isWeights(name)) {
          copied.add(copy(file, part + "/" + name));
        }
      }
    }
    return copied;
  }

  private static boolean isWeights(String name) {
    return name.contains(".safetensors") || name.endsWith(".bin");
  }

  private Artifact copy(Path from, String name) throws IOException {
    Path to = folder.resolve(name);
    Files.createDirectories(Objects.requireNonNull(to.getParent()));
    Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
    return new Artifact(name, Role.MODEL, name.endsWith(".json") ? JSON : BINARY, to);
  }

  private Artifact weights(String name, Map<String, HostTensor> learned, TensorSource base) {
    Map<String, HostTensor> cast = new TreeMap<>();
    learned.forEach((key, tensor) -> cast.put(key, tensor.cast(base.get(key).dtype())));
    return written(name, cast);
  }

  private Artifact written(String name, Map<String, HostTensor> tensors) {
    Path file = folder.resolve(name);
    SafetensorsWriter.write(file, tensors, Map.of("format", "pt"));
    return new Artifact(name, Role.MODEL, BINARY, file);
  }

  private Artifact lineage(byte[] json, Role role) {
    Path file = folder.resolve(LINEAGE);
    try {
      Files.write(file, json);
    } catch (IOException e) {
      throw new UncheckedIOException("the lineage cannot be written", e);
    }
    return new Artifact(LINEAGE, role, JSON, file);
  }
}
