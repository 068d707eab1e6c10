package dev.darkroom.weights;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.darkroom.weights.WeightsException.Code;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * A model in several files under an index ({@code *.index.json}): {@code {"metadata": {…},
 * "weight_map": {name: file}}}. The shards lie beside the index and hold exactly the tensors that
 * it names.
 */
final class ShardedTensors implements TensorSource {
  private static final long MAX_INDEX = 8 << 20;
  private static final int MAX_SHARDS = 1024;

  private final Map<String, TensorSource> shardOf;
  private final Map<String, String> metadata;

  private ShardedTensors(Map<String, TensorSource> shardOf, Map<String, String> metadata) {
    this.shardOf = shardOf;
    this.metadata = metadata;
  }

  /**
   * Reads {@code index}, which came from {@code file}, and opens each shard once with {@code
   * openShard}.
   */
  static ShardedTensors of(MemorySegment index, Path file, Function<Path, TensorSource> openShard) {
    Map<String, TensorSource> shards = new LinkedHashMap<>();
    Map<String, TensorSource> shardOf = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : weightMap(index).properties()) {
      String shard = shardName(entry.getKey(), entry.getValue());
      if (shards.size() == MAX_SHARDS && !shards.containsKey(shard)) {
        throw new WeightsException(
            Code.LIMIT_EXCEEDED, "the index names more than " + MAX_SHARDS + " shards");
      }
      shardOf.put(
          entry.getKey(),
          shards.computeIfAbsent(shard, s -> openShard.apply(file.resolveSibling(s))));
    }
    shards.forEach((name, shard) -> requireSameNames(name, shard, shardOf));
    Map<String, String> metadata = new LinkedHashMap<>();
    shards.values().forEach(shard -> shard.metadata().forEach(metadata::putIfAbsent));
    return new ShardedTensors(shardOf, metadata);
  }

  @Override
  public Set<String> names() {
    return Collections.unmodifiableSet(shardOf.keySet());
  }

  @Override
  public HostTensor get(String name) {
    TensorSource shard = shardOf.get(name);
    if (shard == null) {
      throw WeightsException.missing(name, shardOf.keySet());
    }
    return shard.get(name);
  }

  /** What the shards carry; where they differ, the first shard's. */
  @Override
  public Map<String, String> metadata() {
    return Collections.unmodifiableMap(metadata);
  }

  private static JsonNode weightMap(MemorySegment index) {
    if (index.byteSize() > MAX_INDEX) {
      throw new WeightsException(
          Code.LIMIT_EXCEEDED,
          "an index of %d bytes: at most %d are read".formatted(index.byteSize(), MAX_INDEX));
    }
    JsonMapper mapper =
        JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
    mapper
        .getFactory()
        .setStreamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(16).build());
    try {
      JsonNode weightMap = mapper.readTree(new SegmentInputStream(index)).path("weight_map");
      if (weightMap.isObject() && !weightMap.isEmpty()) {
        return weightMap;
      }
    } catch (JacksonException e) {
      throw new WeightsException(
          Code.HEADER_INVALID, "the index is not valid JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new WeightsException(
          Code.FILE_UNREADABLE, "the index cannot be read: " + e.getMessage(), e);
    }
    throw new WeightsException(
        Code.HEADER_INVALID,
        "JSON without a weight_map of names to files: that is no index of weights");
  }

  /** A shard is a plain name beside the index, so that an index cannot reach other folders. */
  private static String shardName(String tensor, JsonNode shard) {
    String name = shard.isTextual() ? shard.textValue() : "";
    if (!name.matches("[A-Za-z0-9_][A-Za-z0-9_.\\-]{0,254}")) {
      throw new WeightsException(
          Code.HEADER_INVALID,
          "weight_map has %s for '%s': the plain name of a file beside the index is right"
              .formatted(shard, tensor));
    }
    return name;
  }

  private static void requireSameNames(
      String name, TensorSource shard, Map<String, TensorSource> shardOf) {
    for (String tensor : shard.names()) {
      if (shardOf.get(tensor) != shard) {
        throw new WeightsException(
            Code.HEADER_INVALID,
            "shard %s holds '%s', which the index does not place there".formatted(name, tensor));
      }
    }
    for (Map.Entry<String, TensorSource> placed : shardOf.entrySet()) {
      if (placed.getValue() == shard && !shard.has(placed.getKey())) {
        throw new WeightsException(
            Code.TENSOR_MISSING,
            "the index places '%s' in shard %s, which lacks it".formatted(placed.getKey(), name));
      }
    }
  }
}
