package dev.darkroom.prompt;

/** A part of a prompt, after its brackets are read. */
public sealed interface PromptPart {
  /** Words of one weight; 1 is usual. */
  record Words(String text, double weight) implements PromptPart {}

  /** What follows begins a new chunk: {@code BREAK}. */
  record Break() implements PromptPart {}
}
