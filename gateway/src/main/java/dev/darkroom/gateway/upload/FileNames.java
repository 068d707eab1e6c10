package dev.darkroom.gateway.upload;

/** File names as they may be kept and shown. */
public final class FileNames {
  private static final int MAX_CHARS = 128;

  private FileNames() {}

  /** The last part of a path, without anything that could be mistaken for a path or a command. */
  public static String plain(String name) {
    String last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
    String safe = last.replaceAll("[^\\p{L}\\p{N}._ -]", "_").strip();
    String clipped = safe.length() <= MAX_CHARS ? safe : safe.substring(safe.length() - MAX_CHARS);
    return clipped.isEmpty() ? "file" : clipped;
  }
}
