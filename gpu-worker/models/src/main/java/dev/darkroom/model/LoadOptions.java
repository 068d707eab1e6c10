package dev.darkroom.model;

import dev.darkroom.nn.Device;
import dev.darkroom.nn.RunConfig;
import dev.darkroom.weights.DType;
import java.util.Optional;

/**
 * Where and how a model runs, as its operator wishes.
 *
 * @param dtype that the model computes in; empty for the family's own choice
 * @param channelsLast whether pictures lie in memory pixel by pixel, which suits convolutions in
 *     half precision
 * @param threads of one native operation; results depend on it in the last bits
 * @param tiledAutoencoder whether pictures larger than those that an autoencoder was trained on go
 *     through it tile by tile, for devices with little memory; the result is a little different
 */
public record LoadOptions(
    Device device,
    Optional<DType> dtype,
    boolean channelsLast,
    int threads,
    boolean tiledAutoencoder) {
  public LoadOptions {
    // The same rules as for a program, told before any weight is read.
    var _ = new RunConfig(device, dtype.orElse(DType.F32), channelsLast, threads);
  }

  /** With whole pictures. */
  public LoadOptions(Device device, Optional<DType> dtype, boolean channelsLast, int threads) {
    this(device, dtype, channelsLast, threads, false);
  }

  /** The same, with large pictures in tiles. */
  public LoadOptions tiled() {
    return new LoadOptions(device, dtype, channelsLast, threads, true);
  }

  /** The CPU, one thread, the family's own dtype: the reproducible choice. */
  public static LoadOptions cpu() {
    return new LoadOptions(Device.CPU, Optional.empty(), false, 1);
  }

  /** How the programs of the model run, where the family itself would choose {@code preferred}. */
  public RunConfig runConfig(DType preferred) {
    return new RunConfig(device, dtype.orElse(preferred), channelsLast, threads);
  }
}
