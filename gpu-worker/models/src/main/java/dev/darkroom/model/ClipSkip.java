package dev.darkroom.model;

import dev.darkroom.failure.ModelException;

/**
 * How many of a text encoder's last layers a prompt leaves out.
 *
 * @param negativeToo whether the negative prompt leaves out as many, or none
 */
public record ClipSkip(int layers, boolean negativeToo) {
  /** Through all layers. */
  public static final ClipSkip NONE = ClipSkip.ofDiffusers(0);

  public ClipSkip {
    if (layers < 0) {
      throw ModelException.badRequest(
          "clip_skip", "clip_skip " + layers + " is not possible: use 0 or more");
    }
  }

  /** As diffusers counts: 0 is none, and negative prompts leave out nothing. */
  public static ClipSkip ofDiffusers(int skip) {
    return new ClipSkip(skip, false);
  }

  /** As the AUTOMATIC1111 web UI counts: 1 is none, and negative prompts are treated alike. */
  public static ClipSkip ofWebUi(int clipSkip) {
    if (clipSkip < 1) {
      throw ModelException.badRequest(
          "clip_skip", "clip_skip " + clipSkip + " is not possible: use 1 or more");
    }
    return new ClipSkip(clipSkip - 1, true);
  }

  /** Layers that the negative prompt leaves out. */
  public int negative() {
    return negativeToo ? layers : 0;
  }
}
