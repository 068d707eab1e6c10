package dev.darkroom.weights;

import dev.darkroom.weights.WeightsException.Code;
import dev.darkroom.weights.pickle.PickleException;
import dev.darkroom.weights.pickle.PickleLimits;
import dev.darkroom.weights.pickle.PickleReader;
import dev.darkroom.weights.pickle.PickleValue;
import dev.darkroom.weights.pickle.PickleValue.BigInt;
import dev.darkroom.weights.pickle.PickleValue.Bool;
import dev.darkroom.weights.pickle.PickleValue.Dict;
import dev.darkroom.weights.pickle.PickleValue.Int;
import dev.darkroom.weights.pickle.PickleValue.ListValue;
import dev.darkroom.weights.pickle.PickleValue.Text;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Torch's layout before 1.6: five pickles (magic number, protocol, system, object, storage keys),
 * then for each key an int64 number of elements and the elements.
 */
final class TorchLegacy {
  private static final BigInt MAGIC = new BigInt(new BigInteger("1950a86a20f9469cfc6c", 16));
  private static final Int PROTOCOL = new Int(1001);

  private final MemorySegment file;
  private final Map<String, TorchStorage> storages = new LinkedHashMap<>();
  private final PickleReader pickles;

  private TorchLegacy(MemorySegment file) {
    this.file = file;
    this.pickles = new PickleReader(file, new TorchWorld(this::storage), PickleLimits.DEFAULT);
  }

  static boolean looksLike(MemorySegment file) {
    return file.byteSize() >= 2 && file.get(ValueLayout.JAVA_BYTE, 0) == (byte) 0x80;
  }

  /** The object that was saved, its storages bound. */
  static PickleValue read(MemorySegment file) {
    return new TorchLegacy(file).read();
  }

  private PickleValue read() {
    if (!pickles.next().equals(MAGIC)) {
      throw new WeightsException(
          Code.FORMAT_UNKNOWN,
          "a pickle that torch.save did not write: its magic number is missing");
    }
    PickleValue protocol = pickles.next();
    if (!protocol.equals(PROTOCOL)) {
      throw new WeightsException(
          Code.FORMAT_UNKNOWN, "legacy torch protocol %s: 1001 is read".formatted(protocol));
    }
    if (!(pickles.next() instanceof Dict system)
        || !system.get("little_endian").equals(Optional.of(new Bool(true)))) {
      throw new WeightsException(
          Code.FORMAT_UNKNOWN, "not written little-endian: only such files are read");
    }
    PickleValue root = pickles.next();
    bindAll(pickles.next());
    return root;
  }

  private TorchStorage storage(String key, DType dtype, long numel) {
    TorchStorage storage = storages.computeIfAbsent(key, k -> new TorchStorage(k, dtype, numel));
    if (storage.dtype() != dtype || storage.numel() != numel) {
      throw PickleException.malformed("one storage is named with two types or sizes");
    }
    return storage;
  }

  private void bindAll(PickleValue keys) {
    if (!(keys instanceof ListValue list)) {
      throw PickleException.malformed("the storage keys must be a list, not " + keys);
    }
    long at = pickles.position();
    Set<String> bound = new HashSet<>();
    for (PickleValue key : list.items()) {
      TorchStorage storage =
          key instanceof Text(String text) && bound.add(text) ? storages.get(text) : null;
      if (storage == null) {
        throw PickleException.malformed("%s is no key of a storage, or comes twice".formatted(key));
      }
      at = bind(storage, at);
    }
    if (bound.size() != storages.size()) {
      throw truncated(
          "%d storages are used, data follows for %d".formatted(storages.size(), bound.size()));
    }
    if (at != file.byteSize()) {
      throw new WeightsException(
          Code.TENSOR_INVALID, "%d bytes follow the last storage".formatted(file.byteSize() - at));
    }
  }

  private long bind(TorchStorage storage, long at) {
    if (file.byteSize() - at < Long.BYTES) {
      throw truncated(
          "a storage's size should lie at byte %d of %d".formatted(at, file.byteSize()));
    }
    long numel = file.get(Elements.LONG, at);
    if (numel != storage.numel()) {
      throw new WeightsException(
          Code.TENSOR_INVALID,
          "a storage was announced with %d elements and comes with %d"
              .formatted(storage.numel(), numel));
    }
    long begin = at + Long.BYTES;
    if (storage.byteSize() > file.byteSize() - begin) {
      throw truncated(
          "a storage needs %d bytes, %d are left"
              .formatted(storage.byteSize(), file.byteSize() - begin));
    }
    storage.bind(file.asSlice(begin, storage.byteSize()));
    return begin + storage.byteSize();
  }

  private static WeightsException truncated(String message) {
    return new WeightsException(Code.FILE_TRUNCATED, message);
  }
}
