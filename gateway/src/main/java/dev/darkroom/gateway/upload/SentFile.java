package dev.darkroom.gateway.upload;

import java.util.Optional;

/**
 * A file that a client sent.
 *
 * @param bytes not copied
 * @param caption what it shows, where it came with a text
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record SentFile(String name, byte[] bytes, Optional<String> caption) {

  /** What it is, by its first bytes. */
  public FileType type() {
    return FileType.of(bytes);
  }
}
