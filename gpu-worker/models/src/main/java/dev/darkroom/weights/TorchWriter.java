package dev.darkroom.weights;

import dev.darkroom.weights.WeightsException.Code;
import dev.darkroom.weights.pickle.PickleValue;
import dev.darkroom.weights.pickle.PickleValue.Bool;
import dev.darkroom.weights.pickle.PickleValue.External;
import dev.darkroom.weights.pickle.PickleValue.Global;
import dev.darkroom.weights.pickle.PickleValue.Int;
import dev.darkroom.weights.pickle.PickleValue.Text;
import dev.darkroom.weights.pickle.PickleValue.Tuple;
import dev.darkroom.weights.pickle.PickleWriter;
import dev.darkroom.weights.pickle.PickleWriter.Call;
import dev.darkroom.weights.pickle.PickleWriter.Persistent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongFunction;

/**
 * Writes small objects as {@code torch.save} does in its zip layout, with the pickle, the version
 * and the data and nothing else: torch of every age reads it, and so do tools that allow no other
 * entries. Equal objects give equal bytes.
 */
public final class TorchWriter {
  /** For embeddings and the like; weights belong into safetensors. */
  public static final long MAX_BYTES = 256 << 20;

  private static final String ROOT = "archive/";
  private static final String FORMAT_VERSION = "3\n";
  private static final Global REBUILD = new Global("torch._utils", "_rebuild_tensor_v2");
  private static final Global ORDERED_DICT = new Global("collections", "OrderedDict");

  private final List<HostTensor> storages = new ArrayList<>();

  private TorchWriter() {}

  /** A tensor in an object that is to be written. */
  public record Saved(HostTensor tensor) implements External {}

  /**
   * The bytes of a file.
   *
   * @param root plain values and {@link Saved} tensors
   * @throws WeightsException with {@link Code#LIMIT_EXCEEDED} beyond {@link #MAX_BYTES}
   */
  public static byte[] encode(PickleValue root) {
    var writer = new TorchWriter();
    byte[] pickle = new PickleWriter(writer::explain).pickle(root);
    long bytes = writer.storages.stream().mapToLong(t -> t.data().byteSize()).sum();
    if (bytes > MAX_BYTES) {
      throw new WeightsException(
          Code.LIMIT_EXCEEDED,
          "%d bytes of tensors: up to %d are written to a torch file, use safetensors"
              .formatted(bytes, MAX_BYTES));
    }
    var zip = new StoredZip();
    zip.add(ROOT + "data.pkl", pickle);
    for (int i = 0; i < writer.storages.size(); i++) {
      zip.add(ROOT + "data/" + i, writer.storages.get(i).toBytes());
    }
    zip.add(ROOT + "version", FORMAT_VERSION.getBytes(StandardCharsets.US_ASCII));
    return zip.finish();
  }

  private PickleValue explain(External value) {
    if (!(value instanceof Saved(HostTensor tensor))) {
      throw new IllegalArgumentException(value + " is not written to a torch file");
    }
    var storage =
        new Tuple(
            List.of(
                new Text("storage"),
                new Global("torch", TorchWorld.storageName(tensor.dtype())),
                new Text(Integer.toString(storages.size())),
                new Text("cpu"),
                new Int(tensor.numel())));
    storages.add(tensor);
    return new Call(
        REBUILD,
        new Tuple(
            List.of(
                new Persistent(storage),
                new Int(0),
                numbers(tensor.shape().dims()),
                numbers(tensor.shape().contiguousStrides()),
                new Bool(false),
                new Call(ORDERED_DICT, new Tuple(List.of())))));
  }

  private static Tuple numbers(long[] values) {
    LongFunction<PickleValue> number = Int::new;
    return new Tuple(Arrays.stream(values).mapToObj(number).toList());
  }
}
