package dev.darkroom.weights;

import dev.darkroom.weights.WeightsException.Code;
import dev.darkroom.weights.pickle.PickleException;
import dev.darkroom.weights.pickle.PickleLimits;
import dev.darkroom.weights.pickle.PickleReader;
import dev.darkroom.weights.pickle.PickleValue;
import dev.darkroom.weights.pickle.PickleValue.Dict;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * A file of {@code torch.save}, in the zip or the legacy layout ({@code .bin}, {@code .pt}, {@code
 * .ckpt}). Its pickles are interpreted, never executed; its tensors alias the mapped file unless
 * their strides force a copy.
 *
 * <p>As a {@link TensorSource} it shows the tensors of the innermost {@code state_dict}, or of the
 * root where there is none, each under its path (see {@link #everyTensor}).
 */
public final class TorchFile implements TensorSource {
  private static final int MAX_UNWRAPS = 16;
  private static final int MAX_FORMAT_VERSION = 10;

  private final PickleValue root;
  private final Map<String, TorchTensor> stateDict;
  private final Map<String, TorchTensor> everything;

  private TorchFile(PickleValue root) {
    this.root = root;
    this.stateDict = TensorPaths.below(unwrapped(root));
    this.everything = TensorPaths.below(root);
  }

  /**
   * Opens a file; it stays mapped as long as its tensors are reachable.
   *
   * @throws WeightsException if it cannot be read, breaks its format, or asks for what is not
   *     allowed
   */
  public static TorchFile open(Path file) {
    return MappedFile.parse(file, Arena.ofAuto(), TorchFile::of);
  }

  /** Reads a file that is in memory already; its tensors alias {@code file}. */
  public static TorchFile of(MemorySegment file) {
    try {
      return new TorchFile(TorchZip.looksLike(file) ? zipped(file) : TorchLegacy.read(file));
    } catch (PickleException e) {
      Code code =
          switch (e.reason()) {
            case MALFORMED -> Code.PICKLE_INVALID;
            case FORBIDDEN -> Code.PICKLE_FORBIDDEN;
            case LIMIT_EXCEEDED -> Code.LIMIT_EXCEEDED;
          };
      throw new WeightsException(code, String.valueOf(e.getMessage()), e);
    }
  }

  /** True if these bytes begin like one of the two layouts. */
  static boolean looksLike(MemorySegment file) {
    return TorchZip.looksLike(file) || TorchLegacy.looksLike(file);
  }

  /** The whole object that was saved; tensors in it are {@link TorchTensor}s. */
  public PickleValue root() {
    return root;
  }

  /**
   * Every tensor by its path from the root: dict keys and list indices joined by '/', an index
   * always led by one. A bare tensor's path is empty.
   */
  public TensorSource everyTensor() {
    return new ByPath(everything);
  }

  @Override
  public Set<String> names() {
    return new ByPath(stateDict).names();
  }

  @Override
  public HostTensor get(String name) {
    return new ByPath(stateDict).get(name);
  }

  /** Empty: torch files carry no free text beside their object. */
  @Override
  public Map<String, String> metadata() {
    return Map.of();
  }

  private static PickleValue zipped(MemorySegment file) {
    TorchZip zip = TorchZip.of(file);
    requireReadable(zip);
    Map<String, MemorySegment> taken =
        new HashMap<>(); // so that a shared storage's checksum is compared once
    TorchWorld world =
        new TorchWorld((key, dtype, numel) ->
            new TorchStorage(key, dtype, numel)
                .bind(taken.computeIfAbsent(key, k -> storage(zip, k))));
    MemorySegment pickle = entry(zip, "data.pkl");
    PickleReader reader = new PickleReader(pickle, world, PickleLimits.DEFAULT);
    PickleValue root = reader.next();
    if (reader.position() != pickle.byteSize()) {
      throw PickleException.malformed(
          "%d bytes follow the pickle".formatted(pickle.byteSize() - reader.position()));
    }
    return root;
  }

  private static MemorySegment storage(TorchZip zip, String key) {
    return entry(zip, "data/" + key);
  }

  private static MemorySegment entry(TorchZip zip, String name) {
    return zip.find(name)
        .orElseThrow(() ->
            new WeightsException(
                Code.TENSOR_INVALID, "the archive has no entry '%s'".formatted(name)));
  }

  private static void requireReadable(TorchZip zip) {
    String byteOrder = zip.find("byteorder").map(TorchFile::shortText).orElse("little");
    if (!byteOrder.equals("little")) {
      throw new WeightsException(
          Code.ARCHIVE_INVALID, "byte order '%s': only little is read".formatted(byteOrder));
    }
    String version = zip.find("version").map(TorchFile::shortText).orElse("1");
    if (!version.matches("[0-9]{1,3}") || Integer.parseInt(version) > MAX_FORMAT_VERSION) {
      throw new WeightsException(
          Code.ARCHIVE_INVALID,
          "format version '%s': up to %d are read".formatted(version, MAX_FORMAT_VERSION));
    }
  }

  private static String shortText(MemorySegment bytes) {
    byte[] head = bytes.asSlice(0, Math.min(bytes.byteSize(), 16)).toArray(ValueLayout.JAVA_BYTE);
    return new String(head, StandardCharsets.ISO_8859_1).strip();
  }

  private static PickleValue unwrapped(PickleValue root) {
    PickleValue inner = root;
    for (int i = 0; i < MAX_UNWRAPS; i++) {
      if (inner instanceof Dict dict
          && dict.get("state_dict").orElse(null) instanceof Dict stateDict) {
        inner = stateDict;
      }
    }
    return inner;
  }

  private record ByPath(Map<String, TorchTensor> tensors) implements TensorSource {
    @Override
    public Set<String> names() {
      return Collections.unmodifiableSet(tensors.keySet());
    }

    @Override
    public HostTensor get(String name) {
      TorchTensor tensor = tensors.get(name);
      if (tensor == null) {
        throw WeightsException.missing(name, tensors.keySet());
      }
      return tensor.tensor();
    }

    @Override
    public Map<String, String> metadata() {
      return Map.of();
    }
  }
}
