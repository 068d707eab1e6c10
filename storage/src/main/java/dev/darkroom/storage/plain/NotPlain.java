package dev.darkroom.storage.plain;

/** A record, or its bytes, that a {@link PlainForm} has no words for. It is no error. */
public final class NotPlain extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Without a trace: one is made for every such record. */
  public NotPlain() {
    super("left to the mapper", null, false, false);
  }
}
