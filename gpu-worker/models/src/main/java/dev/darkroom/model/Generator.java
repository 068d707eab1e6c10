package dev.darkroom.model;

import dev.darkroom.failure.ModelException;

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
}
