package dev.darkroom.ldm;

import dev.darkroom.lora.LoraPart;
import dev.darkroom.model.LoadOptions;
import dev.darkroom.nn.PlacedWeights;
import dev.darkroom.nn.RunConfig;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** A model's networks in memory: opened together, closed together. */
record LdmNetworks(Conditioner conditioner, DenoiserNetwork denoiser, Autoencoder autoencoder)
    implements AutoCloseable {

  /** Opens them all, or none. */
  static LdmNetworks open(Path folder, LdmConfig config, RunConfig run, LoadOptions options) {
    Deque<AutoCloseable> open = new ArrayDeque<>();
    try {
      List<TextTower> towers = new ArrayList<>();
      for (LdmConfig.TextPart text : config.texts()) {
        towers.add(new TextTower(text, run));
        open.push(towers.getLast());
      }
      DenoiserNetwork denoiser = new DenoiserNetwork(folder.resolve("unet"), config.unet(), run);
      open.push(denoiser);
      return new LdmNetworks(
          new Conditioner(towers),
          denoiser,
          new Autoencoder(config.autoencoder(), config.vae(), run, options.tiledAutoencoder()));
    } catch (RuntimeException e) {
      closeAll(open, e);
      throw e;
    }
  }

  /** Bytes that the weights take, mapped or copied. */
  long bytes() {
    return conditioner.bytes() + denoiser.bytes() + autoencoder.bytes();
  }

  /** The weights that adaptations may change. */
  Map<LoraPart, PlacedWeights> adaptable() {
    Map<LoraPart, PlacedWeights> weights = new EnumMap<>(LoraPart.class);
    weights.put(LoraPart.UNET, denoiser.weights());
    for (int i = 0; i < conditioner.weights().size(); i++) {
      weights.put(LdmParts.loraPart(i), conditioner.weights().get(i));
    }
    return weights;
  }

  @Override
  public void close() {
    autoencoder.close();
    denoiser.close();
    conditioner.close();
  }

  private static void closeAll(Deque<AutoCloseable> open, RuntimeException cause) {
    for (AutoCloseable part : open) {
      try {
        part.close();
      } catch (Exception e) {
        cause.addSuppressed(e);
      }
    }
  }
}
