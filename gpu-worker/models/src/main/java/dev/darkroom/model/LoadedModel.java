package dev.darkroom.model;

import java.util.Optional;

/** A model in memory. Whoever loaded it closes it, when no run uses it any more. */
public interface LoadedModel extends AutoCloseable {
  /** Bytes of host or device memory that the weights occupy, mapped files included. */
  long bytes();

  /** Present if the model draws pictures. */
  Optional<Generator> generator();

  /** Present if the model can be taught words. */
  default Optional<Inverter> inverter() {
    return Optional.empty();
  }

  /** Present if the model's weights can be taught pictures. */
  default Optional<FineTuner> fineTuner() {
    return Optional.empty();
  }

  /** Present if the model can tell the noise of a picture. */
  default Optional<Rewinder> rewinder() {
    return Optional.empty();
  }

  /** Gives back all its memory. May be called more than once. */
  @Override
  void close();
}
