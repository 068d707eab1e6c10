package dev.darkroom.client;

/** A file arrived, and is not the one that the farm promised; none of it was kept. */
public final class DownloadDamaged extends FarmException {
  private final String expected;
  private final String found;

  DownloadDamaged(String name, String expected, String found) {
    super(name + " arrived damaged: its digest is " + found + ", not " + expected);
    this.expected = expected;
    this.found = found;
  }

  /** The digest that the farm told, {@code sha256:…}. */
  public String expected() {
    return expected;
  }

  /** The digest of what came. */
  public String found() {
    return found;
  }
}
