package dev.darkroom.parity;

/** Computes the tensors of one kind of case. */
@FunctionalInterface
public interface CaseRunner {
  /**
   * Computes what the case expects and hands it to the recorder, which compares. What is not built
   * is named to {@link Recorder#notSupported}; what is left out is reported as such.
   */
  void run(ParityCase parityCase, Recorder recorder);
}
