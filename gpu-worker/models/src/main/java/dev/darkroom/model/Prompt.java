package dev.darkroom.model;

/**
 * What a picture shall show, in words.
 *
 * @param negative what to steer away from; empty for nothing
 */
public record Prompt(String text, String negative, Syntax syntax, ClipSkip clipSkip) {

  /** What brackets and the like mean in a prompt. */
  public enum Syntax {
    /** Themselves; what is longer than the text encoder reads is cut. Equal to diffusers. */
    PLAIN,
    /**
     * Weights, changes while drawing, compositions, in prompts of any length, as people write them
     * for the AUTOMATIC1111 web UI. Prompts without such signs that fit the text encoder come out
     * as under {@link #PLAIN}.
     */
    WEIGHTED
  }

  /** With weights, through the whole text encoder. */
  public static Prompt of(String text, String negative) {
    return new Prompt(text, negative, Syntax.WEIGHTED, ClipSkip.NONE);
  }

  /** To be read as it stands, through the whole text encoder. */
  public static Prompt plain(String text, String negative) {
    return new Prompt(text, negative, Syntax.PLAIN, ClipSkip.NONE);
  }

  /** The same words, with some of the text encoder's layers left out. */
  public Prompt withClipSkip(ClipSkip other) {
    return new Prompt(text, negative, syntax, other);
  }
}
