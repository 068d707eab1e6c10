package dev.darkroom.parity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.darkroom.weights.HostTensor;
import dev.darkroom.weights.Safetensors;
import dev.darkroom.weights.TensorSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder with a {@code case.json}, its inputs and what the reference gave. */
public final class ParityCase {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;
  private final String name;
  private final JsonNode description;
  private final TensorSource inputs;
  private final TensorSource expected;

  private ParityCase(
      Path folder, String name, JsonNode description, TensorSource inputs, TensorSource expected) {
    this.folder = folder;
    this.name = name;
    this.description = description;
    this.inputs = inputs;
    this.expected = expected;
  }

  static ParityCase open(Path root, Path folder) {
    try {
      JsonNode description = JSON.readTree(folder.resolve("case.json").toFile());
      return new ParityCase(
          folder,
          root.relativize(folder).toString(),
          description,
          tensors(folder.resolve("inputs.safetensors")),
          tensors(folder.resolve("expected.safetensors")));
    } catch (IOException e) {
      throw new UncheckedIOException(folder + " is not a case", e);
    }
  }

  /** The case's path below the root that is being run. */
  public String name() {
    return name;
  }

  /** What {@code case.json} calls its kind; empty if it does not. */
  public String kind() {
    return description.path("kind").asText("");
  }

  public JsonNode description() {
    return description;
  }

  /** A file or folder of the case. */
  public Path path(String below) {
    return folder.resolve(below);
  }

  /** A JSON file of the case. */
  public JsonNode json(String below) {
    try {
      return JSON.readTree(path(below).toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(path(below) + " is not JSON", e);
    }
  }

  public HostTensor input(String tensor) {
    return inputs.get(tensor);
  }

  public TensorSource inputs() {
    return inputs;
  }

  public TensorSource expected() {
    return expected;
  }

  private static TensorSource tensors(Path file) {
    return Files.exists(file) ? Safetensors.open(file) : NoTensors.INSTANCE;
  }

  /** A case without inputs. */
  private enum NoTensors implements TensorSource {
    INSTANCE;

    @Override
    public java.util.Set<String> names() {
      return java.util.Set.of();
    }

    @Override
    public HostTensor get(String tensor) {
      throw new IllegalArgumentException("this case has no tensor '" + tensor + "'");
    }

    @Override
    public java.util.Map<String, String> metadata() {
      return java.util.Map.of();
    }
  }
}
