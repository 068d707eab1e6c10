package dev.darkroom.weights;

import dev.darkroom.weights.WeightsException.Code;
import dev.darkroom.weights.pickle.PickleException;
import dev.darkroom.weights.pickle.PickleValue;
import dev.darkroom.weights.pickle.PickleValue.Bytes;
import dev.darkroom.weights.pickle.PickleValue.Dict;
import dev.darkroom.weights.pickle.PickleValue.Global;
import dev.darkroom.weights.pickle.PickleValue.Instance;
import dev.darkroom.weights.pickle.PickleValue.Int;
import dev.darkroom.weights.pickle.PickleValue.ListValue;
import dev.darkroom.weights.pickle.PickleValue.None;
import dev.darkroom.weights.pickle.PickleValue.SetValue;
import dev.darkroom.weights.pickle.PickleValue.Text;
import dev.darkroom.weights.pickle.PickleValue.Tuple;
import dev.darkroom.weights.pickle.PickleWorld;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * What exists for the pickles of checkpoints and embeddings: tensors over storages, the containers
 * of Python, and a few names that stay inert. Everything else is refused by name.
 */
final class TorchWorld implements PickleWorld {
  static final Global PARAMETER_DICT = new Global("torch.nn.modules.container", "ParameterDict");

  /** What may be called, and what the call means. */
  private static final Map<Global, Function<List<PickleValue>, PickleValue>> CALLS =
      Map.of(
          new Global("collections", "OrderedDict"), TorchWorld::orderedDict,
          new Global("torch._utils", "_rebuild_tensor_v2"), TorchWorld::tensor,
          new Global("torch._utils", "_rebuild_parameter"), TorchWorld::parameter,
          new Global("torch", "Size"), TorchWorld::size,
          new Global("builtins", "set"), TorchWorld::set,
          new Global("__builtin__", "set"), TorchWorld::set,
          new Global("_codecs", "encode"), TorchWorld::encode);

  /** What may be named, called and made, and stays what it is: a name with arguments. */
  private static final Set<Global> INERT =
      Set.of(
          PARAMETER_DICT,
          new Global("torch", "device"),
          new Global("numpy", "dtype"),
          new Global("numpy.core.multiarray", "scalar"),
          new Global("numpy._core.multiarray", "scalar"),
          new Global("pytorch_lightning.callbacks.model_checkpoint", "ModelCheckpoint"));

  private static final Map<String, DType> STORAGES =
      Map.of(
          "DoubleStorage", DType.F64,
          "FloatStorage", DType.F32,
          "HalfStorage", DType.F16,
          "BFloat16Storage", DType.BF16,
          "LongStorage", DType.I64,
          "IntStorage", DType.I32,
          "ShortStorage", DType.I16,
          "CharStorage", DType.I8,
          "ByteStorage", DType.U8,
          "BoolStorage", DType.BOOL);

  /** Finds or announces the storage of a persistent id. */
  interface Storages {
    TorchStorage storage(String key, DType dtype, long numel);
  }

  private final Storages storages;

  TorchWorld(Storages storages) {
    this.storages = storages;
  }

  /** What torch calls a storage of this type. */
  static String storageName(DType dtype) {
    return STORAGES.entrySet().stream()
        .filter(storage -> storage.getValue() == dtype)
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("torch has no storage of " + dtype));
  }

  @Override
  public Global global(Global name) {
    if (CALLS.containsKey(name) || INERT.contains(name) || isStorage(name)) {
      return name;
    }
    if (name.module().equals("torch") && name.name().endsWith("Storage")) {
      throw new WeightsException(
          Code.DTYPE_UNSUPPORTED,
          "a storage of type %s, known are %s".formatted(name, List.of(DType.values())));
    }
    throw PickleException.forbidden(
        "%s is not among the names that a weights file may use; nothing was executed"
            .formatted(name));
  }

  @Override
  public PickleValue call(Global callable, Tuple arguments) {
    Function<List<PickleValue>, PickleValue> meaning = CALLS.get(callable);
    if (meaning != null) {
      return meaning.apply(arguments.items());
    }
    if (INERT.contains(callable)) {
      return new Instance(callable, arguments);
    }
    throw PickleException.malformed("%s cannot be called".formatted(callable));
  }

  @Override
  public PickleValue create(Global type, Tuple arguments) {
    return call(type, arguments); // the classes that we know mean the same both ways
  }

  /**
   * {@code ('storage', type, key, location, numel[, view])}, or legacy {@code ('module', class, …)}
   * around a class.
   */
  @Override
  public PickleValue persistent(PickleValue id) {
    List<PickleValue> items = id instanceof Tuple tuple ? tuple.items() : List.of();
    if (items.size() >= 2
        && items.getFirst().equals(new Text("module"))
        && items.get(1) instanceof Global type) {
      return type;
    }
    if (items.size() < 5
        || items.size() > 6
        || !items.getFirst().equals(new Text("storage"))
        || !(items.get(1) instanceof Global type)
        || !isStorage(type)
        || !(items.get(2) instanceof Text(String key))
        || !(items.get(4) instanceof Int(long numel))) {
      throw PickleException.malformed("a persistent id that names no storage: " + id);
    }
    DType dtype = storageType(type);
    TorchStorage storage = storages.storage(key, dtype, numel);
    if (items.size() == 5 || items.get(5) instanceof None) {
      return storage.view(0, numel);
    }
    if (items.get(5) instanceof Tuple view
        && view.items().size() == 3
        && view.items().get(1) instanceof Int(long offset)
        && view.items().get(2) instanceof Int(long count)) {
      return storage.view(offset, count);
    }
    throw PickleException.malformed("a storage's view must be (key, offset, size)");
  }

  private static boolean isStorage(Global type) {
    return type.module().equals("torch") && STORAGES.containsKey(type.name());
  }

  private static DType storageType(Global type) {
    DType dtype = STORAGES.get(type.name());
    if (dtype == null) {
      throw PickleException.malformed(type + " is no storage");
    }
    return dtype;
  }

  /**
   * {@code (storage, offset, size, stride, requires_grad, hooks[, metadata])}; strides in elements.
   */
  private static PickleValue tensor(List<PickleValue> items) {
    if (items.size() >= 6
        && items.size() <= 7
        && items.get(0) instanceof TorchStorage.View storage
        && items.get(1) instanceof Int(long offset)
        && items.get(2) instanceof Tuple size
        && items.get(3) instanceof Tuple stride) {
      requireEmpty(items.get(5), "hooks");
      if (items.size() == 7) {
        requireEmpty(items.get(6), "metadata");
      }
      return new TorchTensor(storage, offset, shape(longs(size)), longs(stride));
    }
    throw malformed("a tensor needs storage, offset, size, stride, requires_grad and hooks", items);
  }

  private static PickleValue parameter(List<PickleValue> items) {
    if (items.size() == 3 && items.getFirst() instanceof TorchTensor tensor) {
      requireEmpty(items.get(2), "hooks");
      return tensor;
    }
    throw malformed("a parameter needs a tensor, requires_grad and hooks", items);
  }

  /** Hooks are functions and metadata can change what the bits mean: neither may hold anything. */
  private static void requireEmpty(PickleValue value, String what) {
    boolean empty =
        value instanceof None || (value instanceof Dict dict && dict.entries().isEmpty());
    if (!empty) {
      throw PickleException.forbidden(
          "a tensor with %s (%s): none may be set".formatted(what, value));
    }
  }

  private static Shape shape(long[] dims) {
    try {
      return Shape.of(dims);
    } catch (IllegalArgumentException e) {
      throw new WeightsException(Code.TENSOR_INVALID, "a tensor's size: " + e.getMessage(), e);
    }
  }

  private static long[] longs(Tuple numbers) {
    long[] longs = new long[numbers.items().size()];
    for (int i = 0; i < longs.length; i++) {
      if (!(numbers.items().get(i) instanceof Int(long value))) {
        throw PickleException.malformed(
            "a tensor's size and stride are whole numbers, not " + numbers.items().get(i));
      }
      longs[i] = value;
    }
    return longs;
  }

  private static PickleValue orderedDict(List<PickleValue> items) {
    if (items.isEmpty()) {
      return new Dict();
    }
    if (items.size() == 1 && items.getFirst() instanceof ListValue pairs) {
      return new Dict(pairs.items().stream().map(TorchWorld::entry).toList());
    }
    throw malformed("an OrderedDict is made of nothing or of a list of pairs", items);
  }

  private static PickleValue size(List<PickleValue> items) {
    if (items.size() == 1 && items.getFirst() instanceof Tuple sizes) {
      return sizes;
    }
    throw malformed("a torch.Size is made of a tuple", items);
  }

  private static PickleValue set(List<PickleValue> items) {
    if (items.size() == 1 && items.getFirst() instanceof ListValue elements) {
      return new SetValue(elements.items());
    }
    throw malformed("a set is made of a list", items);
  }

  private static Dict.Entry entry(PickleValue pair) {
    List<PickleValue> items =
        switch (pair) {
          case Tuple tuple -> tuple.items();
          case ListValue list -> list.items();
          default -> List.of();
        };
    if (items.size() != 2) {
      throw PickleException.malformed("an OrderedDict is made of pairs, not of " + pair);
    }
    return new Dict.Entry(items.get(0), items.get(1));
  }

  /** How protocol 2 writes bytes: text whose characters are the bytes. */
  private static PickleValue encode(List<PickleValue> items) {
    if (items.size() == 2
        && items.get(0) instanceof Text(String text)
        && items.get(1).equals(new Text("latin1"))
        && StandardCharsets.ISO_8859_1.newEncoder().canEncode(text)) {
      return new Bytes(MemorySegment.ofArray(text.getBytes(StandardCharsets.ISO_8859_1)));
    }
    throw malformed("bytes are written as text in latin1", items);
  }

  private static PickleException malformed(String rule, List<PickleValue> items) {
    List<PickleValue> first = items.subList(0, Math.min(items.size(), 8));
    return PickleException.malformed("%s, not %d values %s".formatted(rule, items.size(), first));
  }
}
