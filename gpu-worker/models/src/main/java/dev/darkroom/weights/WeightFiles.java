package dev.darkroom.weights;

import dev.darkroom.weights.WeightsException.Code;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Opens weight files by what they hold, whatever they are called: safetensors, or the index of
 * several. Nothing in a file is ever executed. Files stay mapped as long as their source or its
 * tensors' segments are reachable.
 */
public final class WeightFiles {
  private WeightFiles() {}

  /**
   * The tensors of a file.
   *
   * @throws WeightsException if it cannot be read, is no weight file, or breaks its format
   */
  public static TensorSource open(Path file) {
    return MappedFile.parse(file, Arena.ofAuto(), bytes -> of(bytes, file));
  }

  /**
   * The tensors of a file that is in memory already, which they alias; an index of shards is
   * refused.
   *
   * @throws WeightsException if it is no weight file or breaks its format
   */
  public static TensorSource of(MemorySegment bytes) {
    if (Safetensors.looksLike(bytes)) {
      return Safetensors.of(bytes);
    }
    if (TorchFile.looksLike(bytes)) {
      return TorchFile.of(bytes);
    }
    if (looksLikeIndex(bytes)) {
      throw new WeightsException(
          Code.FORMAT_UNKNOWN, "an index of shards, where the weights themselves are needed");
    }
    if (Safetensors.mayBeMeant(bytes)) {
      return Safetensors.of(bytes); // for its refusal, which says more than ours
    }
    throw unknown(bytes);
  }

  /**
   * Every tensor of a file by its path from the root, whatever lies around them; for torch files as
   * in {@link TorchFile#everyTensor}, for others as in {@link #open}.
   *
   * @throws WeightsException as {@link #open}
   */
  public static TensorSource openEverything(Path file) {
    TensorSource source = open(file);
    return source instanceof TorchFile torch ? torch.everyTensor() : source;
  }

  private static TensorSource of(MemorySegment bytes, Path file) {
    return looksLikeIndex(bytes)
        ? ShardedTensors.of(bytes, file, WeightFiles::openShard)
        : of(bytes);
  }

  /** A shard is no index in turn. */
  private static TensorSource openShard(Path file) {
    return MappedFile.parse(file, Arena.ofAuto(), WeightFiles::of);
  }

  private static boolean looksLikeIndex(MemorySegment bytes) {
    return !Safetensors.looksLike(bytes) && startsWith(bytes, "{");
  }

  private static WeightsException unknown(MemorySegment bytes) {
    String seen;
    if (bytes.byteSize() == 0) {
      seen = "the file is empty";
    } else if (startsWith(bytes, "version https://git-lfs")) {
      seen = "this is a Git LFS pointer, not the file it points to: fetch that";
    } else if (startsWith(bytes, "<")) {
      seen = "this looks like a web page that was saved in place of the file: download it again";
    } else {
      seen = "its first bytes belong to none of them";
    }
    return new WeightsException(
        Code.FORMAT_UNKNOWN, "not a weight file (safetensors, torch, an index of shards): " + seen);
  }

  private static boolean startsWith(MemorySegment bytes, String text) {
    byte[] wanted = text.getBytes(StandardCharsets.US_ASCII);
    return bytes.byteSize() >= wanted.length
        && MemorySegment.ofArray(wanted).mismatch(bytes.asSlice(0, wanted.length)) == -1;
  }
}
