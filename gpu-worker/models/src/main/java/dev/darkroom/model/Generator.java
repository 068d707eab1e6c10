package dev.darkroom.model;

import dev.darkroom.failure.ModelException;
import java.util.List;

/** A model that draws pictures from a prompt. One thread at a time may use it. */
public interface Generator {
  /**
   * Begins to draw. The prompt is encoded and the first latents are made here or in the first step;
   * everything else happens in {@link GenerationRun#step}.
   *
   * @throws ModelException with {@link ModelException.Code#REQUEST_INVALID} if this model cannot
   *     draw that
   */
  GenerationRun start(GenerationRequest request);

  /**
   * Begins to draw several requests together. A family that can passes requests through its
   * networks as one that agree in size, sampler and its settings, number of steps and LoRAs and
   * that begin from noise; prompts, seeds, learned words and guidance may differ. Any others are
   * drawn in turn.
   *
   * @param requests at least one
   * @throws ModelException as {@link #start(GenerationRequest)} if one of them cannot be drawn;
   *     then none is begun
   */
  default GenerationBatch start(List<GenerationRequest> requests) {
    return RunsInTurn.start(this, requests);
  }
}
