package dev.darkroom.model;

/**
 * What a picture shall show, in words.
 *
 * @param negative what to steer away from; empty for nothing
 * @param clipSkip how many of the text encoder's last layers are left out
 */
public record Prompt(String text, String negative, int clipSkip) {
  public Prompt {
    if (clipSkip < 0) {
      throw ModelException.badRequest(
          "clip_skip", "clip_skip " + clipSkip + " is not possible: use 0 or more");
    }
  }

  /** Through the whole text encoder. */
  public static Prompt of(String text, String negative) {
    return new Prompt(text, negative, 0);
  }
}
