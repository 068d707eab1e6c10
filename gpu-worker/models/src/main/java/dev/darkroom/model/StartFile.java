package dev.darkroom.model;

import dev.darkroom.weights.DType;
import dev.darkroom.weights.HostTensor;
import dev.darkroom.weights.SafetensorsWriter;
import dev.darkroom.weights.TensorSource;
import dev.darkroom.weights.WeightFiles;
import dev.darkroom.weights.WeightsException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.Channels;
import java.util.Map;

/** A first noise as a file: safetensors with one tensor {@value #TENSOR}, (C, h, w). */
public final class StartFile {
  /** The tensor's name. */
  public static final String TENSOR = "latent";

  /** Larger than any latent of the pictures that are drawn. */
  public static final int MAX_BYTES = 16 << 20;

  private static final int RANK = 3;

  private StartFile() {}

  /**
   * The bytes of a file.
   *
   * @param latent (C, h, w)
   * @param about where it comes from, for whoever looks into the file
   */
  public static byte[] encode(HostTensor latent, Map<String, String> about) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      SafetensorsWriter.writeTo(Channels.newChannel(bytes), Map.of(TENSOR, latent), about);
    } catch (IOException e) {
      throw new UncheckedIOException("a latent cannot be written to memory", e);
    }
    return bytes.toByteArray();
  }

  /**
   * The latent of a file.
   *
   * @return (C, h, w), F32
   * @throws WeightsException if the bytes are no such file
   */
  public static HostTensor read(byte[] file) {
    TensorSource tensors = WeightFiles.of(MemorySegment.ofArray(file));
    if (!tensors.names().contains(TENSOR)) {
      throw invalid("no tensor '" + TENSOR + "'");
    }
    HostTensor latent = tensors.get(TENSOR);
    if (latent.shape().rank() != RANK || latent.numel() == 0) {
      throw invalid("a tensor '%s' of shape %s, not (C, h, w)".formatted(TENSOR, latent.shape()));
    }
    HostTensor exact = latent.cast(DType.F32);
    for (float value : exact.toFloats()) {
      if (!Float.isFinite(value)) {
        throw invalid("values that are not finite");
      }
    }
    return exact;
  }

  private static WeightsException invalid(String found) {
    return new WeightsException(
        WeightsException.Code.TENSOR_INVALID,
        "the file has " + found + ": use one that a bipartite inversion left");
  }
}
